"""开放数据: what is published, for programs: the feed, the sitemap, and archives of whole regions.

All of it is read from publications, their files and what was withdrawn; no module here reads a
draft.
"""
