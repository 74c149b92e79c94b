"""Documents that people take away: asked for on a page, made by the worker, fetched when ready.

`kinds` is where contexts say what can be asked for, `operations` asks and makes, `views` shows how far it
is and gives the file. `pdf` and `workbook` write the files; only the worker imports them.
"""
