from tests.conftest import *  # noqa
from tests import test_whole_meeting as T
from tests.test_whole_meeting import browser, hall
import pytest
@pytest.mark.parametrize("n", range(3))
def test_ans(hall, n):
    T.partners_announce(hall); T.the_secretary_builds(hall); T.the_secretary_orders(hall)
    hall.inge.on("request", lambda r: r.method=="POST" and print("REQ", r.url[-60:], flush=True))
    hall.inge.on("response", lambda r: r.request.method=="POST" and print("ANS", r.status, r.url[-60:], flush=True))
    try: T.partners_answer(hall)
    except AssertionError:
        print("ERR", hall.inge.locator("main .errors").all_inner_texts(), [x for x in hall.inge.locator(".error").all_inner_texts()]); raise
