"""Addresses of the patient's pages: the patient's below /my/, the clinic's below the person."""

from django.urls import path

from leeward.clinic.patient import message_views, passkey_views, question_views, staff_views, views

app_name = "patient"

SITTING = "my/questions/<uuid:sitting_id>/"
OF_PERSON = "people/<uuid:person_id>/pages/"

urlpatterns = [
    path("my/questions/", question_views.start, name="questions"),
    path("my/questions/open/<str:token>/", question_views.door, name="questions_door"),
    path("my/questions/again/", question_views.again, name="questions_again"),
    path("my/questions/thanks/", question_views.thanks, name="thanks"),
    path(SITTING, question_views.sitting, name="sitting"),
    path(SITTING + "finish/", question_views.finish, name="finish"),
    path(SITTING + "answers/", question_views.keep, name="keep"),
    path(SITTING + "<slug:key>/", question_views.line, name="line"),
    path("my/", views.home, name="home"),
    path("my/open/<str:token>/", views.door, name="door"),
    path("my/again/", views.again, name="again"),
    path("my/leave/", views.leave, name="leave"),
    path("my/answer/", views.answer, name="answer"),
    path("my/safety/", views.safety_page, name="safety"),
    path("my/side-effects/", views.side_effects_page, name="side_effects"),
    path("my/day-after/", views.day_after_page, name="day_after"),
    path("my/progress/", views.progress_page, name="progress"),
    path("my/summary/", views.summary_page, name="summary"),
    path("my/summary.pdf", views.summary_file, name="summary_pdf"),
    path("my/record/", views.export_page, name="export"),
    path("my/record.zip", views.export_file, name="export_file"),
    path("my/messages/", message_views.written, name="messages"),
    path("my/sign-in/", passkey_views.sign_in, name="sign_in"),
    path("my/sign-in/begin/", passkey_views.sign_in_begin, name="sign_in_begin"),
    path("my/sign-in/done/", passkey_views.sign_in_done, name="sign_in_done"),
    path("my/passkey/", passkey_views.passkey, name="passkey"),
    path("my/passkey/begin/", passkey_views.passkey_begin, name="passkey_begin"),
    path("my/passkey/done/", passkey_views.passkey_done, name="passkey_done"),
    path("my/passkey/<uuid:passkey_id>/remove/", passkey_views.passkey_remove, name="passkey_remove"),
    path(OF_PERSON, staff_views.given, name="given"),
    path(OF_PERSON + "questions/", staff_views.give, name="give"),
    path(OF_PERSON + "own/", staff_views.give_pages, name="give_pages"),
    path(OF_PERSON + "links/<uuid:link_id>/revoke/", staff_views.revoke, name="revoke"),
    path(OF_PERSON + "passkeys/<uuid:passkey_id>/close/", staff_views.close, name="close"),
    path(OF_PERSON + "reports/<uuid:report_id>/", staff_views.report, name="report"),
]
