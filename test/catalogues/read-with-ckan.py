"""Reads pages of a catalogue with CKAN's own parser, and prints what it found in each as JSON."""
import json
import sys

from ckanext.dcat.processors import RDFParser


def read_page(page):
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    with open(page["file"], encoding="utf-8") as file:
        parser.parse(file.read(), _format=page["format"])
    return {"datasets": [describe(dataset) for dataset in parser.datasets()], "next": parser.next_page()}


def describe(dataset):
    extras = {extra["key"]: extra["value"] for extra in dataset.get("extras", [])}
    return {
        "identifier": extras.get("identifier", ""),
        "title": dataset.get("title", ""),
        "tags": len(dataset.get("tags", [])),
        "hasPublisher": bool(extras.get("publisher_name")),
        "urls": [resource.get("url", "") for resource in dataset["resources"]],
    }


with open(sys.argv[1], encoding="utf-8") as pages:
    print(json.dumps([read_page(page) for page in json.load(pages)]))
