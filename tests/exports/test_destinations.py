"""Where files go: a bucket on a real server, mails to a real sink."""

import datetime as dt
import email
import email.policy
import socket
import threading

import boto3
import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ValidationError
from django.utils import timezone
from moto.server import ThreadedMotoServer

from exports import mail
from exports.dispatch import delete_outlived
from exports.jobs import queue_run
from exports.models import File, Receipt
from exports.running import carry_out
from exports.stores import StoreRefused, store_of
from tests.exports.worlds import two_forces
from tests.factories import ScheduleFactory

pytestmark = pytest.mark.usefixtures("queue")


def carried_out(schedule):
    run = queue_run(schedule, due_at=timezone.now(), asked_by=None)
    carry_out(run.pk, worker="here:1", should_stop=lambda: False)
    run.refresh_from_db()
    return run


@pytest.fixture(scope="module")
def s3_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server, settings):
    settings.EXPORT_S3_BUCKET = "exports"
    settings.EXPORT_S3_ENDPOINT = s3_server
    settings.EXPORT_S3_ACCESS_KEY = settings.EXPORT_S3_SECRET_KEY = "only-for-tests"
    made = boto3.resource(
        "s3",
        endpoint_url=s3_server,
        region_name=settings.EXPORT_S3_REGION,
        aws_access_key_id="only-for-tests",
        aws_secret_access_key="only-for-tests",
    ).Bucket("exports")
    made.create(CreateBucketConfiguration={"LocationConstraint": settings.EXPORT_S3_REGION})
    yield made
    made.objects.delete()
    made.delete()


class Sink:
    """Keeps what it is sent; refuses while it is told to."""

    def __init__(self):
        self.taken, self.refuses = [], False
        self.lock = threading.Lock()

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return "451 try again later"
        with self.lock:
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.taken.append((envelope.rcpt_tos, parsed))
        return "250 OK"


@pytest.fixture
def sink(settings):
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = False
    settings.PUBLIC_URL = "https://inspections.example.org"
    yield handler
    controller.stop()


@pytest.fixture
def reader(analyst):
    analyst.email = "analyst@example.test"
    analyst.save()
    return analyst


def test_bucket_holds_each_file_whole_beside_its_manifest(analyst, bucket):
    two_forces()
    schedule = ScheduleFactory(owner=analyst, destination="s3", folder="weekly")

    run = carried_out(schedule)

    assert (run.status, run.error) == ("succeeded", "")
    file = run.files.get()
    assert {each.key for each in bucket.objects.all()} == {
        file.location,
        f"{file.location}.manifest.json",
    }
    stored = bucket.Object(file.location)
    assert stored.content_length == file.bytes
    assert stored.metadata == {"sha256": file.sha256}
    receipt = Receipt.objects.get(run=run, kind="s3")
    assert receipt.told == "ETag " + stored.e_tag.strip('"')


def test_bucket_that_is_not_there_is_tried_again(analyst, bucket, settings):
    bucket.delete()
    try:
        run = carried_out(ScheduleFactory(owner=analyst, destination="s3"))
    finally:
        bucket.create(CreateBucketConfiguration={"LocationConstraint": settings.EXPORT_S3_REGION})
    assert (run.status, run.failures) == ("waiting", 1)
    assert "The storage does not take or give" in run.error


def test_schedule_for_a_bucket_needs_one(analyst):
    with pytest.raises(ValidationError, match="EXPORT_S3_BUCKET"):
        ScheduleFactory.build(owner=analyst, destination="s3").full_clean()


@pytest.mark.parametrize("destination", ["notice", "digest"])
def test_schedule_that_mails_needs_an_address(analyst, sink, destination):
    with pytest.raises(ValidationError, match="has no e-mail address"):
        ScheduleFactory.build(owner=analyst, destination=destination).full_clean()


def test_schedule_that_mails_needs_a_mail_server(reader, settings):
    settings.EMAIL_HOST = ""
    with pytest.raises(ValidationError, match="sets EMAIL_HOST"):
        ScheduleFactory.build(owner=reader, destination="notice").full_clean()


def test_mail_with_the_rows_tells_those_of_a_csv_file(reader, sink):
    with pytest.raises(ValidationError, match="take CSV"):
        ScheduleFactory.build(
            owner=reader, destination="digest", file_format="parquet"
        ).full_clean()


@pytest.mark.parametrize("folder", ["/etc", "../up", "a/../../b", "a//b", ".hidden", "a\\b", "~"])
def test_folder_outside_the_root_refused_in_words(analyst, folder):
    with pytest.raises(ValidationError) as refused:
        ScheduleFactory.build(owner=analyst, folder=folder).full_clean()
    [sentence] = refused.value.message_dict["folder"]
    assert "lies outside the root" in sentence or "no folder that every system takes" in sentence


def test_notice_has_a_link_that_needs_sign_in_and_nothing_of_the_record(reader, sink, client):
    two_forces()
    run = carried_out(ScheduleFactory(owner=reader, destination="notice", name="Weekly"))

    assert run.status == "succeeded"
    [(to, message)] = sink.taken
    text = message.get_content()
    assert (to, message["Subject"]) == (["analyst@example.test"], "Export: Weekly")
    address = f"/admin/exports/run/{run.pk}/change/"
    assert f"https://inspections.example.org{address}" in text
    assert "Response to the public" not in text
    assert client.get(address).url == f"/admin/login/?next={address}"
    receipt = Receipt.objects.get(run=run, kind="notice")
    assert receipt.told == message["Message-ID"]


def test_digest_has_the_rows(reader, sink):
    two_forces()
    schedule = ScheduleFactory(
        owner=reader, destination="digest", columns={"concerns": ["reference", "title"]}
    )

    carried_out(schedule)

    text = sink.taken[0][1].get_content()
    assert "reference: own-published" in text
    assert "reference: own-draft" not in text


def test_mail_that_is_not_taken_is_sent_again_and_once(reader, sink):
    two_forces()
    sink.refuses = True
    run = carried_out(ScheduleFactory(owner=reader, destination="notice"))
    assert (run.status, run.failures) == ("waiting", 1)
    file = run.files.get()
    sink.refuses = False

    for _ in range(2):
        carry_out(run.pk, worker="here:2", should_stop=lambda: False)

    run.refresh_from_db()
    assert (run.status, len(sink.taken)) == ("succeeded", 1)
    assert run.files.get().sha256 == file.sha256


def test_owner_is_told_once_that_a_schedule_fails(reader, sink, monkeypatch, settings):
    settings.EXPORT_ATTEMPTS = 1
    schedule = ScheduleFactory(owner=reader, name="Weekly")

    def refuse(*args, **kwargs):
        raise StoreRefused("The storage is closed.")

    with monkeypatch.context() as patched:
        patched.setattr("exports.running.export_dataset", refuse)
        carried_out(schedule)
        carried_out(schedule)
    assert [message["Subject"] for _, message in sink.taken] == ["Export fails: Weekly"]
    assert "The storage is closed." in sink.taken[0][1].get_content()

    assert carried_out(schedule).status == "succeeded"
    with monkeypatch.context() as patched:
        patched.setattr("exports.running.export_dataset", refuse)
        carried_out(schedule)
    assert len(sink.taken) == 2


def test_failure_is_noted_though_nobody_can_be_told(reader, sink, monkeypatch, settings):
    settings.EXPORT_ATTEMPTS = 1
    sink.refuses = True
    monkeypatch.setattr(
        "exports.running.export_dataset",
        lambda *args, **kwargs: (_ for _ in ()).throw(StoreRefused("The storage is closed.")),
    )
    run = carried_out(ScheduleFactory(owner=reader))
    assert (run.status, run.error) == ("failed", "The storage is closed.")
    assert mail.link_of(run).endswith(f"/admin/exports/run/{run.pk}/change/")


@pytest.mark.parametrize("destination", ["directory", "s3"])
def test_outlived_file_is_deleted_and_its_manifest_kept(analyst, bucket, destination):
    two_forces()
    run = carried_out(ScheduleFactory(owner=analyst, destination=destination, keep_days=30))
    file, store = run.files.get(), store_of(destination)
    day = dt.timedelta(days=1)

    assert delete_outlived(file.appeared_at + 30 * day - dt.timedelta(seconds=1)) == 0
    assert delete_outlived(file.appeared_at + 30 * day) == 1

    kept = File.objects.get()
    assert not kept.is_there
    assert kept.manifest == file.manifest
    assert (store.has(file.location), store.has(f"{file.location}.manifest.json")) == (False, True)
