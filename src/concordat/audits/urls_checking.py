"""Addresses of checking: moderation, visits, feedback, what follows. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import checking, feedback, moderating, plans, visits

urlpatterns = [
    path("cycles/<int:cycle_id>/checking/", checking.hub, name="checking"),
    path("cycles/<int:cycle_id>/checking.csv", checking.hub_csv, name="checking_csv"),
    path("cycles/<int:cycle_id>/checking/agreement/", checking.reports_page, name="checking_reports"),
    path("cycles/<int:cycle_id>/checking/share-out/", checking.share_out, name="share_out"),
    path("cycles/<int:cycle_id>/checking/second-ratings/", checking.second_ratings, name="second_ratings"),
    path("cycles/<int:cycle_id>/checking/release/", checking.release_to_all, name="release_to_all"),
    path("cycles/<int:cycle_id>/checking/mine/", moderating.my_ratings, name="my_ratings"),
    path("cycles/<int:cycle_id>/visits/", visits.every, name="visits"),
    path("cycles/<int:cycle_id>/visits.csv", visits.every_csv, name="visits_csv"),
    path("cycles/<int:cycle_id>/visits/draw/", visits.draw, name="draw_visits"),
    path("visits/<int:visit_id>/", visits.one, name="visit"),
    path("visits/<int:visit_id>/book/", visits.book, name="book_visit"),
    path("visits/<int:visit_id>/rate/", visits.rate, name="rate_visit"),
    path("moderations/<int:moderation_id>/", moderating.moderate, name="moderate"),
    path("moderations/<int:moderation_id>/sections/<str:code>/", moderating.section, name="moderate_section"),
    path("moderations/<int:moderation_id>/finish/", moderating.finish, name="finish_moderation"),
    path("moderations/<int:moderation_id>/withdraw/", checking.withdraw, name="withdraw_moderation"),
    path("returns/<int:return_id>/checking/", moderating.check_of, name="check_of"),
    path("returns/<int:return_id>/release/", feedback.release, name="release_feedback"),
    path("returns/<int:return_id>/feedback/", feedback.feedback, name="feedback"),
    path("returns/<int:return_id>/represent/", feedback.represent, name="represent"),
    path("returns/<int:return_id>/look-again/", feedback.look_again, name="look_again"),
    path("returns/<int:return_id>/decide-representation/", feedback.decide, name="decide_representation"),
    path("actions/<int:action_id>/", plans.action, name="action"),
    path("partnerships/<int:partnership_id>/recommendations/", plans.matrix, name="recommendations"),
    path("partnerships/<int:partnership_id>/recommendations.csv", plans.matrix_csv, name="recommendations_csv"),
    path("partnerships/<int:partnership_id>/recommendations/new/", plans.recommend, name="recommend"),
    path("recommendations/<int:recommendation_id>/close/", plans.close, name="close_recommendation"),
    path("settings/<int:establishment_id>/recommendations/", plans.ours, name="our_recommendations"),
    path(
        "settings/<int:establishment_id>/recommendations/<int:recommendation_id>/",
        plans.say_standing,
        name="say_standing",
    ),
]
