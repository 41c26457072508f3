"""Pictures are served at the sizes that pages use; what else was uploaded is not."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.images import ImageFile
from PIL import Image as Picture

from core.models import Image

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    drawn = BytesIO()
    Picture.new("RGB", (40, 20), "#ffc43a").save(drawn, "PNG")
    image = Image.objects.create(title="Une lampe", file=ImageFile(drawn, "lampe.png"))
    yield image
    for rendition in image.renditions.all():
        rendition.file.delete(save=False)
    image.file.delete(save=False)


def test_a_rendition_is_served_and_the_original_is_not(client, image):
    rendition = image.get_rendition("width-20")

    answer = client.get(rendition.url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content) == rendition.file.open().read()
    assert image.file.url.startswith("/media/original_images/")
    assert client.get(image.file.url).status_code == 404


@pytest.mark.parametrize("path", ["images/../../base.py", "images/%2e%2e/%2e%2e/base.py", "documents/secret.pdf", ""])
def test_nothing_else_can_be_read(client, path):
    assert client.get(f"{settings.MEDIA_URL}{path}").status_code == 404
