"""Without a session: ending messages by link, by a mail program's button, by a word; and what a provider tells."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeward.clinic.audit.models import Change
from leeward.clinic.messaging import actions, links, outside_views, sending, standing
from leeward.clinic.messaging.clinical_words import clinical_words_in
from leeward.clinic.messaging.models import Agreement, Channel, Delivery, Message
from leeward.clinic.people import actions as people
from leeward.clinic.people.roles import Role
from plain_words import bare

from .conftest import ADDRESSES, NOON, happened

pytestmark = pytest.mark.django_db
HOOK, SECRET = "/messages/hook/", "a long secret of the provider"


@pytest.fixture
def hook(settings):
    """Post to the hook with the secret."""
    settings.SMS_HOOK = {"secret": SECRET, "fields": ""}

    def post(told, *, secret=SECRET, **more):
        headers = {"authorization": f"Bearer {secret}", **more}
        return Client().post(HOOK, json.dumps(told), content_type="application/json", headers=headers)

    return post


@pytest.fixture
def handed(plan, carrier):
    message = plan()
    sending.hand_over(message.pk, now=NOON)
    return message


def test_the_link_of_a_message_ends_its_channel_and_no_other(plan, agreed):
    message = plan(channel=Channel.EMAIL)
    url = f"/stop/{links.stop_token(message.pk)}/"
    assert "No more messages" in Client().get(url).content.decode()
    assert standing.agreed(agreed.pk, Channel.EMAIL)  # looking at the page ends nothing: mail programs look ahead
    page = Client().post(url)
    assert "You get no more of these messages" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
    assert standing.agreed(agreed.pk, Channel.EMAIL) is None
    assert standing.agreed(agreed.pk, Channel.SMS)
    row = Agreement.objects.last()
    assert (row.told, row.by) == (Agreement.Told.LINK, None)
    assert Change.objects.filter(table="messaging_agreement").last().actor == outside_views.READER


def test_the_button_of_a_mail_program_ends_it_without_a_page(plan, agreed):
    message = plan(channel=Channel.EMAIL)
    client = Client(enforce_csrf_checks=True)
    answered = client.post(f"/stop/{links.stop_token(message.pk)}/", {"List-Unsubscribe": "One-Click"})
    assert answered.status_code == 200
    assert standing.agreed(agreed.pk, Channel.EMAIL) is None


def test_the_page_says_nothing_of_whose_it_is(plan, agreed):
    page = Client().get(f"/stop/{links.stop_token(plan().pk)}/").content.decode()
    assert clinical_words_in(bare(page)) == ()
    assert not [word for word in (agreed.family_name, agreed.given_names, *ADDRESSES.values()) if word in page]


def test_a_link_that_we_did_not_make_ends_nothing(agreed):
    for token in ("none", links.stop_token(uuid4()), "%00", "é"):
        page = Client().post(f"/stop/{token}/")
        assert page.status_code == 404
    assert standing.agreed(agreed.pk, Channel.SMS)


def test_links_are_not_tried_on_and_on(plan):
    url = f"/stop/{links.stop_token(plan().pk)}/"
    client = Client()
    assert {client.get(url).status_code for _ in range(60)} == {200}
    assert client.get(url).status_code == 429


@pytest.mark.parametrize("text", ["STOP", "Alto", "baja ya"])
def test_a_stop_word_in_an_answer_ends_text_messages(hook, plan, agreed, carrier, text):
    message = plan()
    assert hook({"from": ADDRESSES[Channel.SMS], "text": text}).status_code == 204
    sending.hand_over(message.pk, now=NOON)
    assert (carrier.seen, happened(message)) == ([], ["not wanted"])
    assert standing.agreed(agreed.pk, Channel.EMAIL)


def test_a_number_that_two_share_is_written_to_no_more_for_both(hook, agreed, now):
    other = people.add_person(family_name="Other", given_names="Bo", born=None, at=now)
    actions.agree(person_id=other, channel=Channel.SMS, address=ADDRESSES[Channel.SMS], at=NOON)
    hook({"from": "13035550100", "text": "STOP"})
    assert not [each for each in (agreed.pk, other) if standing.agreed(each, Channel.SMS)]


@pytest.mark.parametrize(
    "told", [{"from": "+13035550100", "text": "thanks"}, {"from": "", "text": "STOP"}, {}, {"text": 7}]
)
def test_any_other_answer_ends_nothing(hook, agreed, told):
    assert hook(told).status_code == 204
    assert standing.agreed(agreed.pk, Channel.SMS)


def test_a_receipt_is_kept_once_however_often_it_is_told(hook, handed):
    for _ in range(3):
        assert hook([{"id": f"ref {handed.pk}", "status": "delivered"}]).status_code == 204
    assert happened(handed) == ["trying", "handed over", "delivered"]


def test_a_receipt_of_a_failure_is_shown_to_the_clinic(hook, handed, client_as, nurse):
    hook({"id": f"ref {handed.pk}", "status": "Undelivered"})
    assert "SAMPLE" in client_as(Role.NURSE).get("/messages/").content.decode()


def test_a_receipt_of_nothing_of_ours_is_forgotten(hook, handed):
    assert hook({"id": "other", "status": "delivered"}).status_code == 204
    assert happened(handed) == ["trying", "handed over"]


def test_a_provider_with_forms_and_a_basic_sign_in_is_understood(settings, handed):
    settings.SMS_HOOK = {"secret": SECRET, "fields": "reference=Sid,status=State"}
    basic = base64.b64encode(f"leeward:{SECRET}".encode()).decode()
    told = {"Sid": f"ref {handed.pk}", "State": "failed"}
    assert Client().post(HOOK, told, headers={"authorization": f"Basic {basic}"}).status_code == 204
    assert happened(handed)[-1] == "failed"


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", "Basic !!!", f"Bearer {SECRET}x", SECRET])
def test_without_the_secret_nothing_is_taken(hook, agreed, shown):
    answered = Client().post(HOOK, {"from": ADDRESSES[Channel.SMS], "text": "STOP"}, headers={"authorization": shown})
    assert answered.status_code == 401
    assert standing.agreed(agreed.pk, Channel.SMS)


def test_where_no_secret_is_set_nothing_is_taken(settings):
    settings.SMS_HOOK = {"secret": "", "fields": ""}
    assert Client().post(HOOK, {}, headers={"authorization": "Bearer "}).status_code == 401


def test_secrets_are_not_tried_on_and_on(hook):
    assert {hook({}, secret="wrong").status_code for _ in range(20)} == {401}
    assert hook({}, secret="wrong").status_code == 429


@pytest.mark.parametrize("body", ["x", "[1]", '"x"', "{"])
def test_what_is_no_receipt_is_refused(hook, body):
    answered = Client().post(
        HOOK, body, content_type="application/json", headers={"authorization": f"Bearer {SECRET}"}
    )  # fmt: skip
    assert answered.status_code == 400


def test_the_staff_keep_an_agreement_and_its_end(client_as, person):
    client, url = client_as(Role.FRONT_DESK), f"/people/{person.pk}/messages/"
    wrong = client.post(f"{url}agreement/", {"channel": "sms", "address": "303 555", "do": "agree"})
    assert (wrong.status_code, "has no country" in wrong.content.decode()) == (422, True)
    client.post(f"{url}agreement/", {"channel": "sms", "address": "+1 303 555 0100", "do": "agree"})
    assert standing.agreed(person.pk, Channel.SMS).by.username == "front_desk"
    assert "+13035550100" in client.get(url).content.decode()
    client.post(f"{url}agreement/", {"channel": "sms", "address": "", "do": "end"})
    page = client.get(url).content.decode()
    assert "Wants no more" in page
    assert "+13035550100" not in page


@pytest.mark.parametrize("do", ["agree", "nonsense"])
def test_an_agreement_without_an_address_is_asked_again(client_as, person, do):
    answered = client_as(Role.NURSE).post(f"/people/{person.pk}/messages/agreement/", {"channel": "email", "do": do})
    assert answered.status_code == 422
    assert not Agreement.objects.exists()


def test_a_message_of_somebody_else_is_not_sent_again(client_as, handed, now):
    other = people.add_person(family_name="Other", given_names="Bo", born=None, at=now)
    assert client_as(Role.NURSE).post(f"/people/{other}/messages/{handed.pk}/again/").status_code == 404
    assert Message.objects.count() == 1


def test_sending_again_is_one_press_on_the_person_s_page(client_as, handed, agreed):
    client, url = client_as(Role.NURSE), f"/people/{agreed.pk}/messages/"
    assert "Send again" in client.get(url).content.decode()
    client.post(f"{url}{handed.pk}/again/")
    assert Message.objects.count() == 2


def test_the_first_page_says_what_did_not_arrive(client_as, plan, agreed):
    message = plan()
    Delivery.objects.create(message=message, kind=Delivery.Kind.GIVEN_UP, at=timezone.now() - timedelta(hours=1))
    assert "Messages that did not arrive" in client_as(Role.NURSE).get("/").content.decode()


def test_a_therapist_s_page_of_a_person_with_every_state_asks_few_questions(
    client_as, plan, django_assert_max_num_queries
):  # fmt: skip
    rows = [plan(about=str(number)) for number in range(8)]
    client = client_as(Role.THERAPIST)
    client.get(f"/people/{rows[0].person_id}/messages/")
    with django_assert_max_num_queries(40):
        client.get(f"/people/{rows[0].person_id}/messages/")
