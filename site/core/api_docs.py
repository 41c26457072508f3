"""The public API's page for people, written by the server: the stock one loads scripts from somebody else's."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

WORDS = {"number": "nombre", "integer": "nombre entier", "string": "texte", "array": "plusieurs fois, si besoin"}


class PlainDocs(DocsBase):
    """Each address with its parameters, as the OpenAPI description tells them."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Show them in the look of the site."""
        paths: dict[str, dict[str, Any]] = api.get_openapi_schema(path_params=kwargs)["paths"]
        operations = [
            {
                "path": path,
                "summary": operation["summary"],
                "parameters": [described(parameter) for parameter in operation.get("parameters", [])],
            }
            for path, methods in paths.items()
            for operation in methods.values()
        ]
        context = {"operations": operations, "description_url": self.get_openapi_url(api, kwargs)}
        return render(request, "core/api_docs.html", context)


def described(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return the parameter's name, what it means and takes, and its bounds, values and default where it has some."""
    schema: dict[str, Any] = parameter["schema"]
    # What may be left out is told as "this or null": the first is what to write.
    chosen = schema.get("anyOf", [schema])[0]
    return {
        "name": parameter["name"],
        "required": parameter.get("required", False),
        "words": parameter.get("description") or schema.get("description", ""),
        "values": schema.get("items", {}).get("enum", []),
        "kind": WORDS.get(chosen.get("type", ""), ""),
        "least": chosen.get("minimum"),
        "most": chosen.get("maximum"),
        "default": schema.get("default") or None,
    }
