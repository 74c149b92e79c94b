"""A form of a body that does not use Concordat, filled from what a setting has answered and signed elsewhere.

- `mapping` turns the cells of the body's file into a form, with the body's own words on the scale. Pure.
- `templates` is the body's file: made safe, kept, and looked at again whenever it is used.
- `find` asks the tables; `proposed` works out what is ready for a setting, by the rules of `lib/crosswalk`.
- `forms` is what people type. `operations/others.py` writes.
"""
