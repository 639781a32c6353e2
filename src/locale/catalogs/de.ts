/** Flagon's own texts in German. Made of ../texts/de.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=2; plural=(n != 1);",
  messages: {
    "http status\u0004Bad Request": "Ungültige Anfrage",
    "http status\u0004Unauthorized": "Anmeldung nötig",
    "http status\u0004Payment Required": "Zahlung nötig",
    "http status\u0004Forbidden": "Zugriff verweigert",
    "http status\u0004Not Found": "Nicht gefunden",
    "http status\u0004Method Not Allowed": "Methode nicht erlaubt",
    "http status\u0004Not Acceptable": "Nicht annehmbar",
    "http status\u0004Request Timeout": "Zeitüberschreitung der Anfrage",
    "http status\u0004Conflict": "Konflikt",
    "http status\u0004Gone": "Nicht mehr vorhanden",
    "http status\u0004Length Required": "Längenangabe nötig",
    "http status\u0004Precondition Failed": "Vorbedingung nicht erfüllt",
    "http status\u0004Content Too Large": "Inhalt zu groß",
    "http status\u0004URI Too Long": "Adresse zu lang",
    "http status\u0004Unsupported Media Type": "Medientyp nicht unterstützt",
    "http status\u0004Range Not Satisfiable": "Bereich nicht erfüllbar",
    "http status\u0004Unprocessable Content": "Inhalt nicht verarbeitbar",
    "http status\u0004Locked": "Gesperrt",
    "http status\u0004Too Many Requests": "Zu viele Anfragen",
    "http status\u0004Unavailable For Legal Reasons": "Aus rechtlichen Gründen nicht verfügbar",
    "http status\u0004Internal Server Error": "Interner Serverfehler",
    "http status\u0004Not Implemented": "Nicht vorhanden",
    "http status\u0004Bad Gateway": "Fehlerhafte Antwort eines Servers",
    "http status\u0004Service Unavailable": "Dienst nicht verfügbar",
    "http status\u0004Gateway Timeout": "Zeitüberschreitung eines Servers",
    "The request could not be understood.": "Die Anfrage konnte nicht verstanden werden.",
    "You have to say who you are to see this.": "Um dies zu sehen, müssen Sie sich anmelden.",
    "You may not do this.": "Das dürfen Sie nicht tun.",
    "There is nothing at this address.": "Unter dieser Adresse gibt es nichts.",
    "This address does not take that method.": "Diese Adresse nimmt diese Methode nicht an.",
    "None of the formats you accept is to be had here.":
      "Keines der Formate, die Sie annehmen, gibt es hier.",
    "The request took too long to arrive.": "Die Anfrage hat zu lange gebraucht, um anzukommen.",
    "The request does not fit the present state of what it is about.":
      "Die Anfrage passt nicht zum jetzigen Zustand dessen, worum es geht.",
    "What was here is gone for good.": "Was hier war, ist endgültig weg.",
    "A condition of the request does not hold.": "Eine Bedingung der Anfrage ist nicht erfüllt.",
    "The body of the request is too large.": "Der Inhalt der Anfrage ist zu groß.",
    "The address is too long.": "Die Adresse ist zu lang.",
    "The body of the request is of a type that is not taken here.":
      "Der Inhalt der Anfrage ist von einer Art, die hier nicht angenommen wird.",
    "The range asked for lies outside of what is there.":
      "Der verlangte Bereich liegt außerhalb des Vorhandenen.",
    "The request is well-formed, but what it says is not valid.":
      "Die Anfrage ist wohlgeformt, aber was sie sagt, ist nicht gültig.",
    "What the request is about is locked.": "Das, worum es in der Anfrage geht, ist gesperrt.",
    "There were too many requests in a short time.": "Es kamen zu viele Anfragen in kurzer Zeit.",
    "This cannot be shown for legal reasons.":
      "Dies kann aus rechtlichen Gründen nicht gezeigt werden.",
    "Something went wrong on our side.": "Bei uns ist etwas schiefgegangen.",
    "This is not to be had here.": "Das gibt es hier nicht.",
    "A server behind this one gave an invalid answer.":
      "Ein Server dahinter hat eine ungültige Antwort gegeben.",
    "The service cannot answer right now. Try again later.":
      "Der Dienst kann gerade nicht antworten. Versuchen Sie es später noch einmal.",
    "A server behind this one did not answer in time.":
      "Ein Server dahinter hat nicht rechtzeitig geantwortet.",
    "Request {id}": "Anfrage {id}",
    "This is required.": "Dies wird benötigt.",
    "This is not valid.": "Dies ist nicht gültig.",
    "There is one with this value already.": "Es gibt bereits einen Eintrag mit diesem Wert.",
    "There is one with these values already.": "Es gibt bereits einen Eintrag mit diesen Werten.",
    "There is one with this value on that day already.":
      "Es gibt an diesem Tag bereits einen Eintrag mit diesem Wert.",
    "There is one with this value in that month already.":
      "Es gibt in diesem Monat bereits einen Eintrag mit diesem Wert.",
    "There is one with this value in that year already.":
      "Es gibt in diesem Jahr bereits einen Eintrag mit diesem Wert.",
    'The rule "{name}" is not kept.': 'Die Regel "{name}" ist nicht eingehalten.',
    "There is no {model} whose {field} is {value}.":
      "Es gibt kein Objekt der Art {model}, dessen {field} {value} ist.",
    "Expected {expected}, not {actual}.": "Erwartet wird {expected}, nicht {actual}.",
    "{value} is not one of the choices: {choices}.":
      "{value} ist keine der Möglichkeiten: {choices}.",
    "There is no such key here.": "Einen solchen Schlüssel gibt es hier nicht.",
    "This key is not allowed.": "Dieser Schlüssel ist nicht erlaubt.",
    "This is nested too deeply.": "Dies ist zu tief verschachtelt.",
    "This fits none of the forms it may have.": "Dies passt zu keiner der möglichen Formen.",
    "At least {limit} characters are needed; there are {actual}.":
      "Mindestens {limit} Zeichen sind nötig; es sind {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "Höchstens {limit} Zeichen sind erlaubt; es sind {actual}.",
    "The least that is allowed is {limit}.": "Der kleinste erlaubte Wert ist {limit}.",
    "The most that is allowed is {limit}.": "Der größte erlaubte Wert ist {limit}.",
    "This must be greater than {limit}.": "Dies muss größer als {limit} sein.",
    "This must be less than {limit}.": "Dies muss kleiner als {limit} sein.",
    "This must be a multiple of {step}.": "Dies muss ein Vielfaches von {step} sein.",
    "This must be {offset} plus a multiple of {step}.":
      "Dies muss {offset} plus ein Vielfaches von {step} sein.",
    "At least {limit} items are needed; there are {actual}.":
      "Mindestens {limit} Einträge sind nötig; es sind {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "Höchstens {limit} Einträge sind erlaubt; es sind {actual}.",
    "This is there twice.": "Dies ist doppelt vorhanden.",
    "This must be a finite number.": "Dies muss eine endliche Zahl sein.",
    "This must be a whole number.": "Dies muss eine ganze Zahl sein.",
    "This number is too large to be exact.": "Diese Zahl ist zu groß, um genau zu sein.",
    "This does not have the expected form.": "Dies hat nicht die erwartete Form.",
    "This is not an e-mail address.": "Dies ist keine E-Mail-Adresse.",
    "This is not a URL with a scheme and a host.": "Dies ist keine URL mit Schema und Host.",
    "This is not a UUID.": "Dies ist keine UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Verwenden Sie nur Buchstaben, Ziffern, Unterstriche und Bindestriche.",
    "This is not an IP address.": "Dies ist keine IP-Adresse.",
    "This is not an IPv4 address.": "Dies ist keine IPv4-Adresse.",
    "This is not an IPv6 address.": "Dies ist keine IPv6-Adresse.",
    "This is not a domain name.": "Dies ist kein Domainname.",
    "This is not a date like 2026-01-31.": "Dies ist kein Datum wie 2026-01-31.",
    "This is not a time like 14:30:00.": "Dies ist keine Uhrzeit wie 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Dies ist kein Datum mit Uhrzeit wie 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Der Abstand zu UTC fehlt: Enden Sie mit Z oder +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Dies ist keine Dauer wie 5m, 1h30m oder PT5M.",
    "This is not a decimal number.": "Dies ist keine Dezimalzahl.",
    "This is not a list of whole numbers.": "Dies ist keine Liste ganzer Zahlen.",
    "At most {limit} digits are allowed in all.":
      "Insgesamt sind höchstens {limit} Ziffern erlaubt.",
    "At most {limit} digits are allowed after the point.":
      "Nach dem Komma sind höchstens {limit} Ziffern erlaubt.",
    "At most {limit} digits are allowed before the point.":
      "Vor dem Komma sind höchstens {limit} Ziffern erlaubt.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "Dateien mit der Endung {extension} sind nicht erlaubt; erlaubt sind: {allowed}.",
    "Null characters are not allowed.": "Nullzeichen sind nicht erlaubt.",
    "kind of value\u0004text": "ein Text",
    "kind of value\u0004a number": "eine Zahl",
    "kind of value\u0004true or false": "wahr oder falsch",
    "kind of value\u0004nothing": "nichts",
    "kind of value\u0004a list": "eine Liste",
    "kind of value\u0004an object": "ein Objekt",
    "kind of value\u0004a whole number": "eine ganze Zahl",
    "kind of value\u0004a duration": "eine Dauer",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Das Formular kann nicht angenommen werden: Es ist abgelaufen, oder eine andere Seite hat es gesendet. Laden Sie die Seite neu.",
    "The request names a host that is not served here.":
      "Die Anfrage nennt einen Host, der hier nicht bedient wird.",
    "The request was sent by another site.":
      "Die Anfrage wurde von einer anderen Website gesendet.",
    "The {part} of the request is not valid: {place}: {message}":
      "Der Teil {part} der Anfrage ist nicht gültig: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "Der Inhalt muss JSON (application/json) oder ein Formular sein.",
    "A form may have {limit} bytes at most.": "Ein Formular darf höchstens {limit} Bytes haben.",
    "A form may have {limit} fields at most.": "Ein Formular darf höchstens {limit} Felder haben.",
    "The body of the request may have {limit} bytes at most.":
      "Der Inhalt der Anfrage darf höchstens {limit} Bytes haben.",
    "A file may have {limit} bytes at most.": "Eine Datei darf höchstens {limit} Bytes haben.",
    "The body is not valid JSON.": "Der Inhalt ist kein gültiges JSON.",
    "The request lacks {name}.": "In der Anfrage fehlt {name}.",
    "This language is not spoken here.": "Diese Sprache wird hier nicht gesprochen.",
    "This link has ended.": "Dieser Link ist abgelaufen.",
    "This link is not valid.": "Dieser Link ist nicht gültig.",
    "The answer took too long.": "Die Antwort hat zu lange gedauert.",
  },
};
