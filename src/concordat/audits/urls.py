"""Addresses of audits."""

from django.urls import path

from concordat.audits.views import analysis, answering, cycles, decisions, desk, needs, papers, phone, signing

app_name = "audits"

urlpatterns = [
    path("", answering.mine, name="mine"),
    path("returns/<int:return_id>/", answering.overview, name="return"),
    path("returns/<int:return_id>/sections/<str:code>/", answering.section, name="section"),
    path("returns/<int:return_id>/check/", signing.check, name="check"),
    path("returns/<int:return_id>/finish/", signing.finish, name="finish"),
    path("returns/<int:return_id>/reopen/", signing.reopen, name="reopen"),
    path("returns/<int:return_id>/sign/head/", signing.sign_head, name="sign_head"),
    path("returns/<int:return_id>/sign/board/", signing.sign_board, name="sign_board"),
    path("returns/<int:return_id>/submit/", signing.submit, name="submit"),
    path("returns/<int:return_id>/receipt/", signing.receipt, name="receipt"),
    path("returns/<int:return_id>/help/", needs.help_for, name="help_for"),
    path("returns/<int:return_id>/print/", signing.printable, name="print"),
    path("returns/<int:return_id>/desk/", desk.read, name="read"),
    path("returns/<int:return_id>/send-back/", desk.send_back, name="send_back"),
    path("returns/<int:return_id>/accept/", desk.accept, name="accept"),
    path("returns/<int:return_id>/standing/", decisions.standing, name="standing"),
    path("returns/<int:return_id>/decide/<str:kind>/", decisions.decide, name="decide"),
    path("returns/<int:return_id>/ask/", decisions.ask, name="ask_partnership"),
    path("requests/<int:request_id>/refuse/", decisions.refuse, name="refuse_request"),
    path("returns/<int:return_id>/phone/", phone.begin, name="phone"),
    path("returns/<int:return_id>/phone/<str:code>/", phone.section, name="phone_section"),
    path("returns/<int:return_id>/offers/", phone.offers, name="offers"),
    path("queries/<int:query_id>/reply/", desk.reply, name="reply"),
    path("cycles/", cycles.every, name="cycles"),
    path("cycles/new/", cycles.new, name="new_cycle"),
    path("cycles/<int:cycle_id>/", cycles.tracker, name="tracker"),
    path("cycles/<int:cycle_id>/returns.csv", cycles.tracker_csv, name="tracker_csv"),
    path("cycles/<int:cycle_id>/open/", cycles.open_now, name="open_cycle"),
    path("cycles/<int:cycle_id>/join/", cycles.join, name="join"),
    path("cycles/<int:cycle_id>/close/", cycles.close, name="close_cycle"),
    path("cycles/<int:cycle_id>/reopen/", cycles.reopen, name="reopen_cycle"),
    path("cycles/<int:cycle_id>/board-pack/", papers.board_pack, name="board_pack"),
    path("cycles/<int:cycle_id>/needs/", needs.needs, name="needs"),
    path("cycles/<int:cycle_id>/needs.csv", needs.needs_csv, name="needs_csv"),
    path("cycles/<int:cycle_id>/analysis/", analysis.page, name="analysis"),
    path("cycles/<int:cycle_id>/analysis.csv", analysis.download, name="analysis_csv"),
]
