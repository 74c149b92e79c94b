"""Addresses of the partnership."""

from django.urls import path

from concordat.partnership.views import agreement, contacts, duties, duty_list, face, naming, statements, structure

app_name = "partnership"

urlpatterns = [
    path("", structure.mine, name="mine"),
    path("agreement/", agreement.page, name="agreement"),
    path("<int:partnership_id>/", structure.structure, name="structure"),
    path("<int:partnership_id>/partners/join/", structure.join, name="join"),
    path("<int:partnership_id>/partners/replace/", structure.replace, name="replace"),
    path("<int:partnership_id>/arrangements/publish/", structure.publish, name="publish"),
    path("<int:partnership_id>/arrangements/<int:arrangements_id>/where/", statements.where, name="where"),
    path("<int:partnership_id>/naming/", naming.register, name="naming"),
    path("<int:partnership_id>/naming.csv", naming.register_csv, name="naming_csv"),
    path("<int:partnership_id>/naming/add/", naming.add, name="name_settings"),
    path("<int:partnership_id>/naming/<int:establishment_id>/end/", naming.end, name="end_naming"),
    path("duties/", duties.mine, name="duties"),
    path("duties/<int:establishment_id>/", duties.setting, name="setting_duties"),
    path("duties/<int:establishment_id>/arrangements/", duties.arrangements, name="setting_arrangements"),
    path("duties/<int:establishment_id>/acknowledge/", duties.acknowledge, name="acknowledge"),
    path("duties/<int:establishment_id>/sign/", duties.sign, name="sign_duties"),
    path("<int:partnership_id>/duties/", duty_list.settings, name="duty_list"),
    path("<int:partnership_id>/duties.csv", duty_list.settings_csv, name="duty_list_csv"),
    path("<int:partnership_id>/duties/signatures.csv", duty_list.signatures_csv, name="signatures_csv"),
    path("<int:partnership_id>/statement/", statements.statement, name="statement"),
    path("<int:partnership_id>/statement/write/", statements.write, name="write_statement"),
    path("<int:partnership_id>/statement/publish/", statements.publish, name="publish_statement"),
    path("<int:partnership_id>/statement/<int:statement_id>/", statements.read, name="read_statement"),
    path("<int:partnership_id>/contacts/", contacts.lists, name="contacts"),
    path("<int:partnership_id>/face/", face.words, name="face"),
    path("<int:partnership_id>/face/logo/", face.logo, name="set_logo"),
    path("<int:partnership_id>/face/logo/remove/", face.remove, name="remove_logo"),
    path("<int:partnership_id>/logo/<slug:digest>.png", face.logo_file, name="logo"),
    path("<int:partnership_id>/accent/<slug:digits>.css", face.accent_file, name="accent"),
    path("contacts/<int:list_id>/", contacts.one_list, name="contact_list"),
    path("contacts/<int:list_id>/rows.csv", contacts.rows_csv, name="contact_rows_csv"),
]
