"""What leaves the terminal for people: a dispute as one page, the whole record as a site. Made of the rows of the store.

Templates, style and script are files in `templates/`. Nothing is fetched by a page, and none needs its script.
"""
