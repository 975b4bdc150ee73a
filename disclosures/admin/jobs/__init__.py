"""我的任务: the pages on which people see what runs in the background for them.

``shown`` says what is shown of a job and of a batch, ``pages`` draws the list and one batch,
``progress`` tells an open page what changed, ``changes`` is what people may do, ``report`` what
came of a batch. Their addresses are in ``disclosures.admin.job``.
"""
