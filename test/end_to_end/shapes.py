# SPDX-License-Identifier: Apache-2.0
"""Event files as the world writes them, a function a shape: day(seed, day number, events) makes the objects
of a day, (name, bytes). Made after the public documentation of each format; every value is invented. From
day to day ids never repeat, and there are more users, hosts, pages and the like."""

import datetime
import gzip
import json
import random
import uuid

FIRST_DAY = datetime.datetime(2025, 11, 3, tzinfo=datetime.timezone.utc)
WORDS = (
    "amber birch cedar delta ember fjord grove heron inlet jetty kelp lagoon maple north otter plaza".split()
)


class Day(random.Random):
    """The chance of one day, and what all shapes draw from it."""

    def __init__(self, shape: str, seed: int, number: int, events: int):
        super().__init__(f"{shape} {seed} {number}")
        self.number, self.events = number, events
        self.begin = FIRST_DAY + datetime.timedelta(days=number - 1)
        self.users = 30 + 20 * number

    def moments(self):
        """The numbers of the events, each with its time, in order."""
        for at in range(self.events):
            second = 86400 * (at + self.random()) / self.events
            yield at, self.begin + datetime.timedelta(microseconds=int(second * 1e6))

    def once(self, at: int) -> int:
        """A number that no other event of any day has."""
        return self.number * 10_000_000 + at

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.getrandbits(128), version=4))

    def uuid_of(self, *parts) -> str:
        """The same for the same parts, on every day."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, " ".join(map(str, parts))))

    def hex(self, digits: int) -> str:
        return f"{self.getrandbits(4 * digits):0{digits}x}"

    def letters(self, count: int) -> str:
        return "".join(self.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", k=count))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def user(self) -> int:
        return self.randrange(self.users)

    def words(self, least: int, most: int) -> str:
        return " ".join(self.choices(WORDS, k=self.randint(least, most)))

    def address(self) -> str:
        return f"198.51.100.{self.randrange(256)}" if self.chance(0.8) else f"2001:db8::{self.hex(4)}"

    def path(self) -> str:
        return f"/{self.choice(WORDS)}/{self.choice(WORDS)}-{self.randrange(200 * self.number)}"


def iso(moment: datetime.datetime, digits: int = 3) -> str:
    fraction = f"{moment.microsecond:06}"[:digits]
    return f"{moment:%Y-%m-%dT%H:%M:%S}{'.' * bool(digits)}{fraction}Z"


def micros(moment: datetime.datetime) -> int:
    return (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(
        microseconds=1
    )


def lines(events: list) -> bytes:
    return b"".join(json.dumps(event, separators=(",", ":")).encode() + b"\n" for event in events)


def some(**members) -> dict:
    """The members that are something."""
    return {key: value for key, value in members.items() if value is not None}


def in_parts(day: Day, events: list, name: str, pack=lines, parts: int = 3) -> list[tuple[str, bytes]]:
    """Objects of about as many events each; `name` has a place for the time of day and for the number."""
    size = -(-len(events) // parts)
    return [
        (name.format(day=day.begin, part=part), pack(events[part * size : (part + 1) * size]))
        for part in range(parts)
    ]


def packed(events: list) -> bytes:
    return gzip.compress(lines(events), mtime=0)


# Snowplow, enriched, as the analytics SDKs write JSON of it: each atomic field, null where there is nothing,
# and a member for each kind of context or self-describing event that it has. 138 different keys in all.
SNOWPLOW_FIELDS = """
app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker v_tracker
v_collector v_etl user_id user_ipaddress user_fingerprint domain_userid domain_sessionidx network_userid
geo_country geo_region geo_city geo_zipcode geo_latitude geo_longitude geo_region_name ip_isp
ip_organization ip_domain ip_netspeed page_url page_title page_referrer page_urlscheme page_urlhost
page_urlport page_urlpath page_urlquery page_urlfragment refr_urlscheme refr_urlhost refr_urlport
refr_urlpath refr_urlquery refr_urlfragment refr_medium refr_source refr_term mkt_medium mkt_source mkt_term
mkt_content mkt_campaign se_category se_action se_label se_property se_value tr_orderid tr_affiliation
tr_total tr_tax tr_shipping tr_city tr_state tr_country ti_orderid ti_sku ti_name ti_category ti_price
ti_quantity pp_xoffset_min pp_xoffset_max pp_yoffset_min pp_yoffset_max useragent br_name br_family
br_version br_type br_renderengine br_lang br_features_pdf br_features_flash br_features_java
br_features_director br_features_quicktime br_features_realplayer br_features_windowsmedia br_features_gears
br_features_silverlight br_cookies br_colordepth br_viewwidth br_viewheight os_name os_family
os_manufacturer os_timezone dvce_type dvce_ismobile dvce_screenwidth dvce_screenheight doc_charset doc_width
doc_height tr_currency tr_total_base tr_tax_base tr_shipping_base ti_currency ti_price_base base_currency
geo_timezone mkt_clickid mkt_network etl_tags dvce_sent_tstamp refr_domain_userid refr_dvce_tstamp
domain_sessionid derived_tstamp event_vendor event_name event_format event_version event_fingerprint
true_tstamp geo_location
""".split()


def snowplow(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day, made = Day("snowplow", seed, number, events), []
    for _, moment in day.moments():
        event = dict.fromkeys(SNOWPLOW_FIELDS)
        kind = day.choices(
            ["page_view", "page_ping", "struct", "unstruct", "transaction"], [40, 30, 12, 13, 5]
        )[0]
        user, session, path = day.user(), day.randint(1, 3), day.path()
        width, height = day.choice([(1280, 720), (1920, 1080), (390, 844)])
        created = moment - datetime.timedelta(milliseconds=day.randrange(40, 900))
        event |= {
            "app_id": day.choice(["shop", "blog"]), "platform": "web", "event": kind, "event_id": day.uuid(),
            "etl_tstamp": iso(moment + datetime.timedelta(seconds=2)), "collector_tstamp": iso(moment),
            "dvce_created_tstamp": iso(created), "dvce_sent_tstamp": iso(created),
            "derived_tstamp": iso(moment),
            "name_tracker": "sp", "v_tracker": "js-3.24.0", "v_collector": "ssc-3.2.0-kinesis",
            "v_etl": "snowplow-enrich-kinesis-5.0.0", "user_ipaddress": day.address(),
            "user_id": f"customer-{user}" if day.chance(0.4) else None, "domain_userid": f"d-{user:08x}",
            "domain_sessionidx": session, "domain_sessionid": day.uuid_of("session", user, session),
            "network_userid": day.uuid_of("network", user),
            "page_url": f"https://www.shop.example{path}", "page_title": day.words(1, 4),
            "page_urlscheme": "https", "page_urlhost": "www.shop.example", "page_urlport": 443,
            "page_urlpath": path,
            "useragent": f"Mozilla/5.0 (X11; Linux x86_64) Imagined/{100 + day.number}.0",
            "br_lang": day.choice(["de", "en-GB", "fr"]), "br_cookies": True, "br_colordepth": "24",
            "br_viewwidth": width - 20, "br_viewheight": height - 90, "os_timezone": "Europe/Berlin",
            "dvce_screenwidth": width, "dvce_screenheight": height, "doc_charset": "UTF-8",
            "doc_width": width,
            "doc_height": day.randint(700, 9000), "event_vendor": "com.snowplowanalytics.snowplow",
            "event_name": kind, "event_format": "jsonschema", "event_version": "1-0-0",
            "event_fingerprint": day.hex(32),
            "contexts_com_snowplowanalytics_snowplow_web_page_1": [{"id": day.uuid()}],
        }  # fmt: skip
        if day.chance(0.7):
            latitude, longitude = round(day.uniform(47, 55), 4), round(day.uniform(6, 15), 4)
            event |= {"geo_country": day.choice(["DE", "FR", "NL"]), "geo_city": day.choice(WORDS).title(),
                      "geo_latitude": latitude, "geo_longitude": longitude, "geo_timezone": "Europe/Berlin",
                      "geo_location": f"{latitude},{longitude}",
                      "geo_zipcode": f"{day.randrange(1000, 99999):05}"}  # fmt: skip
        if day.chance(0.3):
            host = f"www.{day.choice(WORDS)}-{day.randrange(20 * number)}.example"
            event |= {"page_referrer": f"https://{host}/", "refr_urlscheme": "https", "refr_urlhost": host,
                      "refr_urlport": 443, "refr_urlpath": "/",
                      "refr_medium": day.choice(["search", "social", "unknown"])}  # fmt: skip
        if day.chance(0.2):
            campaign = f"{day.choice(WORDS)}-{number}"
            event |= {"mkt_medium": "cpc", "mkt_source": day.choice(WORDS), "mkt_campaign": campaign,
                      "page_urlquery": f"utm_campaign={campaign}",
                      "mkt_clickid": day.letters(20)}  # fmt: skip
        if kind == "page_ping":
            event |= {"pp_xoffset_min": 0, "pp_xoffset_max": 0, "pp_yoffset_min": day.randrange(50),
                      "pp_yoffset_max": day.randrange(50, 4000)}  # fmt: skip
        elif kind == "struct":
            event |= {"se_category": "video", "se_action": day.choice(["play", "stop"]),
                      "se_label": day.words(1, 2), "se_value": day.choice([1, 0.5, None, 12.25])}  # fmt: skip
        elif kind == "transaction":
            event |= {"tr_orderid": f"O-{day.letters(8)}", "tr_total": round(day.uniform(5, 900), 2),
                      "tr_tax": round(day.uniform(1, 90), 2), "tr_currency": "EUR"}  # fmt: skip
        elif day.chance(0.5):
            event["unstruct_event_com_snowplowanalytics_snowplow_link_click_1"] = some(
                targetUrl=f"https://www.{day.choice(WORDS)}.example{day.path()}",
                elementId=day.choice([None, "buy"]), elementClasses=day.choice([None, ["big", "red"], []]),
            )  # fmt: skip
        elif kind == "unstruct":
            event["unstruct_event_com_shop_add_to_basket_1"] = {"sku": f"SKU{day.randrange(900)}", "count": 1}
        if day.chance(0.5):
            start = micros(created) // 1000
            event["contexts_org_w3_performance_timing_1"] = [
                {"navigationStart": start, "redirectStart": 0, "domComplete": start + day.randrange(9000)}
            ]
            event["contexts_nl_basjes_yauaa_context_1"] = [
                {"deviceClass": "Desktop", "agentName": "Imagined", "agentVersionMajor": str(100 + number)}
            ]
        if day.chance(0.3):
            event["contexts_com_snowplowanalytics_snowplow_client_session_1"] = [
                {"sessionIndex": day.randint(1, 40), "sessionId": day.uuid(), "previousSessionId": None,
                 "storageMechanism": "LOCAL_STORAGE", "firstEventTimestamp": iso(moment)}
            ]  # fmt: skip
            event["contexts_com_snowplowanalytics_snowplow_ua_parser_context_1"] = [
                {"useragentFamily": "Imagined", "osFamily": "Linux", "osMajor": None}
            ]
        if day.chance(0.2):
            event["contexts_com_shop_product_2"] = [
                some(sku=f"SKU{day.randrange(900)}", price=day.choice([5, 19.99, 100.5]),
                     tags=day.choice([None, ["new"]]))
                for _ in range(day.randint(1, 3))
            ]  # fmt: skip
            event["contexts_com_shop_user_1"] = [{"loyalty": day.choice(["gold", "silver"]), "since": 2019}]
        made.append(event)
    return in_parts(day, made, "run={day:%Y-%m-%d}-00-00-00/part-{part:05}.txt")


# Google Analytics 4, exported to BigQuery, extracted as JSON: integers are texts, what is null is left out.
def _ga4_parameter(key: str, value) -> dict:
    kind = (
        "string_value"
        if isinstance(value, str)
        else "double_value"
        if isinstance(value, float)
        else "int_value"
    )
    return {"key": key, "value": {kind: value if isinstance(value, float) else str(value)}}


def ga4(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day, made = Day("ga4", seed, number, events), []
    for at, moment in day.moments():
        name = day.choices(
            ["page_view", "scroll", "session_start", "purchase", "view_item"], [50, 20, 15, 5, 10]
        )[0]
        user, path = day.user(), day.path()
        parameters = [
            _ga4_parameter("ga_session_id", 1_762_000_000 + day.once(at)),
            _ga4_parameter("ga_session_number", day.randint(1, 30)),
            _ga4_parameter("page_location", f"https://www.shop.example{path}"),
            _ga4_parameter("page_title", day.words(1, 4)),
        ]
        if day.chance(0.6):
            parameters.append(_ga4_parameter("session_engaged", day.choice(["1", 1])))
        if day.chance(0.3):
            parameters.append(_ga4_parameter("engagement_time_msec", day.randrange(60000)))
        if day.chance(0.2):
            parameters.append(_ga4_parameter("page_referrer", f"https://www.{day.choice(WORDS)}.example/"))
            parameters.append(_ga4_parameter("campaign", f"{day.choice(WORDS)}-{number}"))
        if number > 1 and day.chance(0.03):
            parameters.append(_ga4_parameter("experiment", f"try-{number}"))
        if name == "scroll":
            parameters.append(_ga4_parameter("percent_scrolled", 90))
        elif name == "session_start":
            parameters.append(_ga4_parameter("entrances", 1))
        elif name in ("purchase", "view_item"):
            parameters.append(_ga4_parameter("currency", "EUR"))
            parameters.append(_ga4_parameter("value", round(day.uniform(5, 900), 2)))
        event = some(
            event_date=f"{moment:%Y%m%d}", event_timestamp=str(micros(moment)), event_name=name,
            event_previous_timestamp=str(micros(moment) - day.randrange(10**9)) if day.chance(0.4) else None,
            event_value_in_usd=None, event_bundle_sequence_id=str(day.randint(1, 200)),
            event_server_timestamp_offset=str(day.randrange(-900, 9000)), event_params=parameters,
            user_id=f"customer-{user}" if day.chance(0.3) else None,
            user_pseudo_id=f"{10**8 + user}.{1_750_000_000 + user}",
            privacy_info=some(
                analytics_storage=day.choice(["Yes", None]), ads_storage=day.choice(["Yes", "No"]),
                uses_transient_token="No",
            ),
            user_properties=[
                {"key": "plan", "value": {"string_value": day.choice(["free", "pro"]),
                                          "set_timestamp_micros": str(micros(moment))}}
            ] if day.chance(0.3) else [],
            user_first_touch_timestamp=str(1_750_000_000_000_000 + user),
            device={
                "category": day.choice(["desktop", "mobile"]), "mobile_brand_name": "Imagined",
                "operating_system": "Linux", "language": day.choice(["de-de", "en-gb"]),
                "is_limited_ad_tracking": "No",
                "web_info": {"browser": "Imagined", "browser_version": f"{100 + number}.0",
                             "hostname": "www.shop.example"},
            },
            geo={"continent": "Europe", "country": "Germany", "region": day.choice(WORDS).title(),
                 "city": day.choice(["", day.choice(WORDS).title()]), "sub_continent": "Western Europe",
                 "metro": "(not set)"},
            traffic_source=some(name=day.choice(["(direct)", None]), medium="(none)", source="(direct)"),
            collected_traffic_source={"manual_source": day.choice(WORDS), "gclid": day.letters(20)}
            if day.chance(0.1) else None,
            stream_id="4155550100", platform="WEB", is_active_user=day.chance(0.8),
            batch_page_id=str(micros(moment) // 1000) if day.chance(0.7) else None, items=[],
        )  # fmt: skip
        if name in ("purchase", "view_item"):
            event["items"] = [
                some(item_id=f"SKU{day.randrange(900)}", item_name=day.words(1, 2), price=day.choice([5.0,
                    19.99]),
                     quantity=str(day.randint(1, 4)) if name == "purchase" else None,
                     item_params=[_ga4_parameter("size", day.choice(["S", "M"]))] if day.chance(0.5) else [])
                for _ in range(day.randint(1, 3))
            ]  # fmt: skip
        if name == "purchase":
            total = round(day.uniform(5, 900), 2)
            event["event_value_in_usd"] = total
            event["ecommerce"] = {"total_item_quantity": str(len(event["items"])), "purchase_revenue": total,
                                  "transaction_id": f"T-{day.once(at)}"}  # fmt: skip
        made.append(event)
    return in_parts(day, made, "events_{day:%Y%m%d}/{part:012}.json.gz", packed)


# Segment, as its destination for buckets writes it.
def _segment_track(day: Day) -> dict:
    event = day.choices(["Product Viewed", "Order Completed", "Signed Up"], [6, 3, 1])[0]
    if event == "Signed Up":
        return {"event": event, "properties": {"plan": day.choice(["free", "pro"])}}
    product = some(product_id=f"p{day.randrange(900)}", price=day.choice([5, 19.99, 80]), name=day.words(1,
        2),
                   coupon=day.choice([None, None, f"C{day.letters(5)}"]))  # fmt: skip
    if event == "Product Viewed":
        return {"event": event, "properties": product}
    count = day.randint(1, 3)
    return {
        "event": event,
        "properties": {
            "order_id": f"O-{day.letters(8)}", "total": round(day.uniform(5, 900), 2), "currency": "EUR",
            "discount": day.choice([0, 2.5, None]), "products": [{**product, "quantity": count}] * count,
        },
    }  # fmt: skip


def segment(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day, made = Day("segment", seed, number, events), []
    for _, moment in day.moments():
        kind = day.choices(["track", "page", "identify", "screen"], [5, 3, 1, 1])[0]
        user, path, mobile = day.user(), day.path(), kind == "screen"
        context = {"ip": day.address(), "locale": day.choice(["de-DE", "en-GB"]), "timezone": "Europe/Berlin"}
        if mobile:
            context |= {
                "app": {"name": "Shop", "version": f"4.{number}.0", "build": str(400 + number)},
                "device": {"id": day.uuid_of("device", user), "manufacturer": "Imagined",
                           "model": f"I{day.randrange(30)}",
                           "type": day.choice(["ios", "android"])},
                "network": some(wifi=day.chance(0.7), cellular=day.choice([None, True]), carrier="example"),
                "os": {"name": "Imagined OS", "version": "17.1"}, "screen": {"width": 390, "height": 844},
                "library": {"name": "analytics-mobile", "version": "4.1.8"},
            }  # fmt: skip
        else:
            context |= {
                "library": {"name": "analytics.js", "version": "next-1.76.0"},
                "userAgent": f"Mozilla/5.0 (X11; Linux x86_64) Imagined/{100 + number}.0",
                "page": {"path": path, "url": f"https://www.shop.example{path}", "title": day.words(1, 4),
                         "search": day.choice(["", "?q=" + day.choice(WORDS)]),
                         "referrer": day.choice(["", f"https://www.{day.choice(WORDS)}.example/"])},
            }  # fmt: skip
            if day.chance(0.2):
                context["campaign"] = {"name": f"{day.choice(WORDS)}-{number}", "source": day.choice(WORDS)}
        event = {
            "anonymousId": day.uuid_of("anonymous", user), "type": kind,
            "userId": day.choice([None, f"customer-{user}"]),
            "messageId": f"ajs-next-{day.uuid()}", "channel": "mobile" if mobile else "client",
            "context": context,
            "integrations": day.choice([{}, {"All": True}, {"All": False, "Example Mail": True}]),
            "originalTimestamp": iso(moment), "timestamp": iso(moment), "version": 2,
            "sentAt": day.choice([None, iso(moment + datetime.timedelta(seconds=1))]),
            "receivedAt": iso(moment + datetime.timedelta(seconds=2)), "projectId": "shopProject",
        }  # fmt: skip
        if kind == "track":
            event |= _segment_track(day)
        elif kind == "identify":
            event["userId"] = f"customer-{user}"
            event["traits"] = some(
                plan=day.choice(["free", "pro"]), logins=day.randrange(100), createdAt=iso(moment),
                company={"id": f"c{user % 9}", "employees": day.choice([10,
                    "10-50"])} if day.chance(0.5) else None,
                interests=day.choice([None, [], [day.choice(WORDS)]]),
            )  # fmt: skip
        else:
            event["name"] = day.choice(["Home", "Product", "Basket", None]) if not mobile else "Home"
            event["properties"] = (
                {"path": path, "url": f"https://www.shop.example{path}"} if not mobile else {}
            )
        made.append(event)
    return in_parts(day, made, "segment-logs/shopSource/{day:%Y%m%d}/{part}.gz", packed)
