"""What every printed page of a workbook says beside its table: 草稿, or version and check code."""

from openpyxl.worksheet.worksheet import Worksheet

from disclosures.document.tree import Document


def mark(sheet: Worksheet, document: Document) -> None:
    """Header and footer of ``sheet``."""
    header, footer = sheet.oddHeader, sheet.oddFooter
    if document.draft and header is not None and header.center is not None:
        header.center.text = "草稿"
    if document.stamp and footer is not None and footer.left is not None:
        footer.left.text = f"{document.stamp.edition} 校验码 {document.stamp.printed_code}"
