"""What leaves the terminal for people: a dispute as one page, the record as a site, made of the rows of the store.

Templates, style and script are files in `templates/`. Nothing is fetched by a page, and none needs its script.
"""
