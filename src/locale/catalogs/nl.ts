/** Flagon's own texts in Dutch. Made of ../texts/nl.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=2; plural=(n != 1);",
  messages: {
    "http status\u0004Bad Request": "Ongeldig verzoek",
    "http status\u0004Unauthorized": "Aanmelden vereist",
    "http status\u0004Payment Required": "Betaling vereist",
    "http status\u0004Forbidden": "Toegang geweigerd",
    "http status\u0004Not Found": "Niet gevonden",
    "http status\u0004Method Not Allowed": "Methode niet toegestaan",
    "http status\u0004Not Acceptable": "Niet aanvaardbaar",
    "http status\u0004Request Timeout": "Time-out van het verzoek",
    "http status\u0004Conflict": "Conflict",
    "http status\u0004Gone": "Niet meer aanwezig",
    "http status\u0004Length Required": "Lengte vereist",
    "http status\u0004Precondition Failed": "Niet aan voorwaarde voldaan",
    "http status\u0004Content Too Large": "Inhoud te groot",
    "http status\u0004URI Too Long": "Adres te lang",
    "http status\u0004Unsupported Media Type": "Mediatype niet ondersteund",
    "http status\u0004Range Not Satisfiable": "Bereik niet beschikbaar",
    "http status\u0004Unprocessable Content": "Inhoud niet te verwerken",
    "http status\u0004Locked": "Vergrendeld",
    "http status\u0004Too Many Requests": "Te veel verzoeken",
    "http status\u0004Unavailable For Legal Reasons": "Niet beschikbaar om juridische redenen",
    "http status\u0004Internal Server Error": "Interne serverfout",
    "http status\u0004Not Implemented": "Niet beschikbaar",
    "http status\u0004Bad Gateway": "Ongeldig antwoord van een server",
    "http status\u0004Service Unavailable": "Dienst niet beschikbaar",
    "http status\u0004Gateway Timeout": "Time-out van een server",
    "The request could not be understood.": "Het verzoek kon niet worden begrepen.",
    "You have to say who you are to see this.": "U moet zich aanmelden om dit te zien.",
    "You may not do this.": "U mag dit niet doen.",
    "There is nothing at this address.": "Er is niets op dit adres.",
    "This address does not take that method.": "Dit adres neemt die methode niet aan.",
    "None of the formats you accept is to be had here.":
      "Geen van de formaten die u aanneemt is hier beschikbaar.",
    "The request took too long to arrive.": "Het verzoek deed er te lang over om aan te komen.",
    "The request does not fit the present state of what it is about.":
      "Het verzoek past niet bij de huidige toestand van waar het over gaat.",
    "What was here is gone for good.": "Wat hier was, is voorgoed weg.",
    "A condition of the request does not hold.":
      "Aan een voorwaarde van het verzoek is niet voldaan.",
    "The body of the request is too large.": "De inhoud van het verzoek is te groot.",
    "The address is too long.": "Het adres is te lang.",
    "The body of the request is of a type that is not taken here.":
      "De inhoud van het verzoek is van een type dat hier niet wordt aangenomen.",
    "The range asked for lies outside of what is there.":
      "Het gevraagde bereik ligt buiten wat er is.",
    "The request is well-formed, but what it says is not valid.":
      "Het verzoek is welgevormd, maar wat erin staat is niet geldig.",
    "What the request is about is locked.": "Waar het verzoek over gaat, is vergrendeld.",
    "There were too many requests in a short time.": "Er waren te veel verzoeken in korte tijd.",
    "This cannot be shown for legal reasons.": "Dit kan om juridische redenen niet worden getoond.",
    "Something went wrong on our side.": "Er ging bij ons iets mis.",
    "This is not to be had here.": "Dit is hier niet beschikbaar.",
    "A server behind this one gave an invalid answer.":
      "Een server achter deze gaf een ongeldig antwoord.",
    "The service cannot answer right now. Try again later.":
      "De dienst kan nu niet antwoorden. Probeer het later opnieuw.",
    "A server behind this one did not answer in time.":
      "Een server achter deze antwoordde niet op tijd.",
    "Request {id}": "Verzoek {id}",
    "This is required.": "Dit is verplicht.",
    "This is not valid.": "Dit is niet geldig.",
    "There is one with this value already.": "Er is al een item met deze waarde.",
    "There is one with these values already.": "Er is al een item met deze waarden.",
    "There is one with this value on that day already.":
      "Er is op die dag al een item met deze waarde.",
    "There is one with this value in that month already.":
      "Er is in die maand al een item met deze waarde.",
    "There is one with this value in that year already.":
      "Er is in dat jaar al een item met deze waarde.",
    'The rule "{name}" is not kept.': 'Aan de regel "{name}" is niet voldaan.',
    "There is no {model} whose {field} is {value}.":
      "Er is geen {model} waarvan {field} gelijk is aan {value}.",
    "Expected {expected}, not {actual}.": "Verwacht wordt {expected}, niet {actual}.",
    "{value} is not one of the choices: {choices}.": "{value} is geen van de keuzes: {choices}.",
    "There is no such key here.": "Zo'n sleutel is er hier niet.",
    "This key is not allowed.": "Deze sleutel is niet toegestaan.",
    "This is nested too deeply.": "Dit is te diep genest.",
    "This fits none of the forms it may have.": "Dit past bij geen van de mogelijke vormen.",
    "At least {limit} characters are needed; there are {actual}.":
      "Er zijn minstens {limit} tekens nodig; het zijn er {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "Er zijn hoogstens {limit} tekens toegestaan; het zijn er {actual}.",
    "The least that is allowed is {limit}.": "De kleinste toegestane waarde is {limit}.",
    "The most that is allowed is {limit}.": "De grootste toegestane waarde is {limit}.",
    "This must be greater than {limit}.": "Dit moet groter zijn dan {limit}.",
    "This must be less than {limit}.": "Dit moet kleiner zijn dan {limit}.",
    "This must be a multiple of {step}.": "Dit moet een veelvoud van {step} zijn.",
    "This must be {offset} plus a multiple of {step}.":
      "Dit moet {offset} plus een veelvoud van {step} zijn.",
    "At least {limit} items are needed; there are {actual}.":
      "Er zijn minstens {limit} onderdelen nodig; het zijn er {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "Er zijn hoogstens {limit} onderdelen toegestaan; het zijn er {actual}.",
    "This is there twice.": "Dit is er dubbel.",
    "This must be a finite number.": "Dit moet een eindig getal zijn.",
    "This must be a whole number.": "Dit moet een geheel getal zijn.",
    "This number is too large to be exact.": "Dit getal is te groot om exact te zijn.",
    "This does not have the expected form.": "Dit heeft niet de verwachte vorm.",
    "This is not an e-mail address.": "Dit is geen e-mailadres.",
    "This is not a URL with a scheme and a host.": "Dit is geen URL met een schema en een host.",
    "This is not a UUID.": "Dit is geen UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Gebruik alleen letters, cijfers, onderstrepingstekens en koppeltekens.",
    "This is not an IP address.": "Dit is geen IP-adres.",
    "This is not an IPv4 address.": "Dit is geen IPv4-adres.",
    "This is not an IPv6 address.": "Dit is geen IPv6-adres.",
    "This is not a domain name.": "Dit is geen domeinnaam.",
    "This is not a date like 2026-01-31.": "Dit is geen datum zoals 2026-01-31.",
    "This is not a time like 14:30:00.": "Dit is geen tijd zoals 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Dit is geen datum met tijd zoals 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Het verschil met UTC ontbreekt: eindig met Z of +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.": "Dit is geen duur zoals 5m, 1h30m of PT5M.",
    "This is not a decimal number.": "Dit is geen decimaal getal.",
    "This is not a list of whole numbers.": "Dit is geen lijst van gehele getallen.",
    "At most {limit} digits are allowed in all.":
      "Er zijn in totaal hoogstens {limit} cijfers toegestaan.",
    "At most {limit} digits are allowed after the point.":
      "Er zijn hoogstens {limit} cijfers na de komma toegestaan.",
    "At most {limit} digits are allowed before the point.":
      "Er zijn hoogstens {limit} cijfers voor de komma toegestaan.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "Bestanden die eindigen op {extension} zijn niet toegestaan; wel toegestaan: {allowed}.",
    "Null characters are not allowed.": "Nultekens zijn niet toegestaan.",
    "kind of value\u0004text": "een tekst",
    "kind of value\u0004a number": "een getal",
    "kind of value\u0004true or false": "waar of onwaar",
    "kind of value\u0004nothing": "niets",
    "kind of value\u0004a list": "een lijst",
    "kind of value\u0004an object": "een object",
    "kind of value\u0004a whole number": "een geheel getal",
    "kind of value\u0004a duration": "een duur",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Het formulier kan niet worden aangenomen: het is verlopen of een andere pagina heeft het verzonden. Laad de pagina opnieuw.",
    "The request names a host that is not served here.":
      "Het verzoek noemt een host die hier niet wordt bediend.",
    "The request was sent by another site.": "Het verzoek is door een andere site verzonden.",
    "The {part} of the request is not valid: {place}: {message}":
      "Het deel {part} van het verzoek is niet geldig: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "De inhoud moet JSON (application/json) of een formulier zijn.",
    "A form may have {limit} bytes at most.": "Een formulier mag hoogstens {limit} bytes hebben.",
    "A form may have {limit} fields at most.": "Een formulier mag hoogstens {limit} velden hebben.",
    "The body of the request may have {limit} bytes at most.":
      "De inhoud van het verzoek mag hoogstens {limit} bytes hebben.",
    "A file may have {limit} bytes at most.": "Een bestand mag hoogstens {limit} bytes hebben.",
    "The body is not valid JSON.": "De inhoud is geen geldige JSON.",
    "The request lacks {name}.": "In het verzoek ontbreekt {name}.",
    "This language is not spoken here.": "Deze taal wordt hier niet gesproken.",
    "This link has ended.": "Deze link is verlopen.",
    "This link is not valid.": "Deze link is niet geldig.",
    "The answer took too long.": "Het antwoord duurde te lang.",
  },
};
