/** Flagon's own texts in Polish. Made of ../texts/pl.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
  messages: {
    "http status\u0004Bad Request": "Nieprawidłowe żądanie",
    "http status\u0004Unauthorized": "Wymagane zalogowanie",
    "http status\u0004Payment Required": "Wymagana płatność",
    "http status\u0004Forbidden": "Brak dostępu",
    "http status\u0004Not Found": "Nie znaleziono",
    "http status\u0004Method Not Allowed": "Niedozwolona metoda",
    "http status\u0004Not Acceptable": "Nie do przyjęcia",
    "http status\u0004Request Timeout": "Przekroczony czas żądania",
    "http status\u0004Conflict": "Konflikt",
    "http status\u0004Gone": "Już nie istnieje",
    "http status\u0004Length Required": "Wymagana długość",
    "http status\u0004Precondition Failed": "Warunek wstępny niespełniony",
    "http status\u0004Content Too Large": "Zbyt duża zawartość",
    "http status\u0004URI Too Long": "Zbyt długi adres",
    "http status\u0004Unsupported Media Type": "Nieobsługiwany typ zawartości",
    "http status\u0004Range Not Satisfiable": "Zakres niedostępny",
    "http status\u0004Unprocessable Content": "Zawartość nie do przetworzenia",
    "http status\u0004Locked": "Zablokowane",
    "http status\u0004Too Many Requests": "Zbyt wiele żądań",
    "http status\u0004Unavailable For Legal Reasons": "Niedostępne z przyczyn prawnych",
    "http status\u0004Internal Server Error": "Wewnętrzny błąd serwera",
    "http status\u0004Not Implemented": "Niedostępne",
    "http status\u0004Bad Gateway": "Błędna odpowiedź serwera",
    "http status\u0004Service Unavailable": "Usługa niedostępna",
    "http status\u0004Gateway Timeout": "Przekroczony czas serwera",
    "The request could not be understood.": "Nie udało się zrozumieć żądania.",
    "You have to say who you are to see this.": "Aby to zobaczyć, trzeba się zalogować.",
    "You may not do this.": "Nie wolno tego zrobić.",
    "There is nothing at this address.": "Pod tym adresem nic nie ma.",
    "This address does not take that method.": "Ten adres nie przyjmuje tej metody.",
    "None of the formats you accept is to be had here.":
      "Żaden z akceptowanych formatów nie jest tu dostępny.",
    "The request took too long to arrive.": "Żądanie nadchodziło zbyt długo.",
    "The request does not fit the present state of what it is about.":
      "Żądanie nie pasuje do obecnego stanu tego, czego dotyczy.",
    "What was here is gone for good.": "To, co tu było, zniknęło na zawsze.",
    "A condition of the request does not hold.": "Warunek żądania nie jest spełniony.",
    "The body of the request is too large.": "Treść żądania jest zbyt duża.",
    "The address is too long.": "Adres jest zbyt długi.",
    "The body of the request is of a type that is not taken here.":
      "Treść żądania jest typu, którego się tu nie przyjmuje.",
    "The range asked for lies outside of what is there.":
      "Żądany zakres leży poza tym, co istnieje.",
    "The request is well-formed, but what it says is not valid.":
      "Żądanie jest poprawnie zbudowane, ale jego treść jest nieprawidłowa.",
    "What the request is about is locked.": "To, czego dotyczy żądanie, jest zablokowane.",
    "There were too many requests in a short time.": "W krótkim czasie nadeszło zbyt wiele żądań.",
    "This cannot be shown for legal reasons.": "Nie można tego pokazać z przyczyn prawnych.",
    "Something went wrong on our side.": "Coś poszło nie tak po naszej stronie.",
    "This is not to be had here.": "Tego tu nie ma.",
    "A server behind this one gave an invalid answer.":
      "Serwer za tym serwerem dał błędną odpowiedź.",
    "The service cannot answer right now. Try again later.":
      "Usługa nie może teraz odpowiedzieć. Proszę spróbować później.",
    "A server behind this one did not answer in time.":
      "Serwer za tym serwerem nie odpowiedział na czas.",
    "Request {id}": "Żądanie {id}",
    "This is required.": "To jest wymagane.",
    "This is not valid.": "To jest nieprawidłowe.",
    "There is one with this value already.": "Istnieje już wpis z tą wartością.",
    "There is one with these values already.": "Istnieje już wpis z tymi wartościami.",
    "There is one with this value on that day already.":
      "W tym dniu istnieje już wpis z tą wartością.",
    "There is one with this value in that month already.":
      "W tym miesiącu istnieje już wpis z tą wartością.",
    "There is one with this value in that year already.":
      "W tym roku istnieje już wpis z tą wartością.",
    'The rule "{name}" is not kept.': 'Reguła "{name}" nie jest spełniona.',
    "There is no {model} whose {field} is {value}.":
      "Nie istnieje {model}, dla którego {field} to {value}.",
    "Expected {expected}, not {actual}.": "Oczekiwano: {expected}; otrzymano: {actual}.",
    "{value} is not one of the choices: {choices}.": "{value} nie należy do możliwości: {choices}.",
    "There is no such key here.": "Nie ma tu takiego klucza.",
    "This key is not allowed.": "Ten klucz nie jest dozwolony.",
    "This is nested too deeply.": "To jest zbyt głęboko zagnieżdżone.",
    "This fits none of the forms it may have.": "To nie pasuje do żadnej z możliwych postaci.",
    "At least {limit} characters are needed; there are {actual}.":
      "Najmniejsza liczba znaków: {limit}; jest: {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "Największa liczba znaków: {limit}; jest: {actual}.",
    "The least that is allowed is {limit}.": "Najmniejsza dozwolona wartość to {limit}.",
    "The most that is allowed is {limit}.": "Największa dozwolona wartość to {limit}.",
    "This must be greater than {limit}.": "Musi to być więcej niż {limit}.",
    "This must be less than {limit}.": "Musi to być mniej niż {limit}.",
    "This must be a multiple of {step}.": "Musi to być wielokrotność {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "Musi to być {offset} plus wielokrotność {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "Najmniejsza liczba elementów: {limit}; jest: {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "Największa liczba elementów: {limit}; jest: {actual}.",
    "This is there twice.": "To występuje dwukrotnie.",
    "This must be a finite number.": "Musi to być liczba skończona.",
    "This must be a whole number.": "Musi to być liczba całkowita.",
    "This number is too large to be exact.": "Ta liczba jest zbyt duża, by była dokładna.",
    "This does not have the expected form.": "To nie ma oczekiwanej postaci.",
    "This is not an e-mail address.": "To nie jest adres e-mail.",
    "This is not a URL with a scheme and a host.": "To nie jest adres URL ze schematem i hostem.",
    "This is not a UUID.": "To nie jest UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Dozwolone są tylko litery, cyfry, podkreślenia i łączniki.",
    "This is not an IP address.": "To nie jest adres IP.",
    "This is not an IPv4 address.": "To nie jest adres IPv4.",
    "This is not an IPv6 address.": "To nie jest adres IPv6.",
    "This is not a domain name.": "To nie jest nazwa domeny.",
    "This is not a date like 2026-01-31.": "To nie jest data taka jak 2026-01-31.",
    "This is not a time like 14:30:00.": "To nie jest godzina taka jak 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "To nie jest data z godziną taka jak 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Brakuje przesunięcia względem UTC: na końcu musi być Z lub +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "To nie jest czas trwania taki jak 5m, 1h30m lub PT5M.",
    "This is not a decimal number.": "To nie jest liczba dziesiętna.",
    "This is not a list of whole numbers.": "To nie jest lista liczb całkowitych.",
    "At most {limit} digits are allowed in all.": "Największa dozwolona liczba cyfr: {limit}.",
    "At most {limit} digits are allowed after the point.":
      "Największa dozwolona liczba cyfr po przecinku: {limit}.",
    "At most {limit} digits are allowed before the point.":
      "Największa dozwolona liczba cyfr przed przecinkiem: {limit}.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "Pliki z końcówką {extension} nie są dozwolone; dozwolone są: {allowed}.",
    "Null characters are not allowed.": "Znaki zerowe nie są dozwolone.",
    "kind of value\u0004text": "tekst",
    "kind of value\u0004a number": "liczba",
    "kind of value\u0004true or false": "prawda lub fałsz",
    "kind of value\u0004nothing": "nic",
    "kind of value\u0004a list": "lista",
    "kind of value\u0004an object": "obiekt",
    "kind of value\u0004a whole number": "liczba całkowita",
    "kind of value\u0004a duration": "czas trwania",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Nie można przyjąć formularza: wygasł albo wysłała go inna strona. Proszę wczytać stronę ponownie.",
    "The request names a host that is not served here.":
      "Żądanie podaje host, który nie jest tu obsługiwany.",
    "The request was sent by another site.": "Żądanie wysłała inna witryna.",
    "The {part} of the request is not valid: {place}: {message}":
      "Część {part} żądania jest nieprawidłowa: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "Treść musi być JSON-em (application/json) albo formularzem.",
    "A form may have {limit} bytes at most.": "Formularz może mieć najwyżej {limit} B.",
    "A form may have {limit} fields at most.":
      "Największa dozwolona liczba pól formularza: {limit}.",
    "The body of the request may have {limit} bytes at most.":
      "Treść żądania może mieć najwyżej {limit} B.",
    "A file may have {limit} bytes at most.": "Plik może mieć najwyżej {limit} B.",
    "The body is not valid JSON.": "Treść nie jest poprawnym JSON-em.",
    "The request lacks {name}.": "W żądaniu brakuje {name}.",
    "This language is not spoken here.": "Tym językiem się tu nie mówi.",
    "This link has ended.": "Ten odnośnik wygasł.",
    "This link is not valid.": "Ten odnośnik jest nieprawidłowy.",
    "The answer took too long.": "Odpowiedź trwała zbyt długo.",
  },
};
