/** Flagon's own texts in Italian. Made of ../texts/it.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=2; plural=(n != 1);",
  messages: {
    "http status\u0004Bad Request": "Richiesta non valida",
    "http status\u0004Unauthorized": "Autenticazione necessaria",
    "http status\u0004Payment Required": "Pagamento necessario",
    "http status\u0004Forbidden": "Accesso negato",
    "http status\u0004Not Found": "Non trovato",
    "http status\u0004Method Not Allowed": "Metodo non consentito",
    "http status\u0004Not Acceptable": "Non accettabile",
    "http status\u0004Request Timeout": "Tempo della richiesta scaduto",
    "http status\u0004Conflict": "Conflitto",
    "http status\u0004Gone": "Non più disponibile",
    "http status\u0004Length Required": "Lunghezza necessaria",
    "http status\u0004Precondition Failed": "Precondizione non soddisfatta",
    "http status\u0004Content Too Large": "Contenuto troppo grande",
    "http status\u0004URI Too Long": "Indirizzo troppo lungo",
    "http status\u0004Unsupported Media Type": "Tipo di contenuto non supportato",
    "http status\u0004Range Not Satisfiable": "Intervallo non disponibile",
    "http status\u0004Unprocessable Content": "Contenuto non elaborabile",
    "http status\u0004Locked": "Bloccato",
    "http status\u0004Too Many Requests": "Troppe richieste",
    "http status\u0004Unavailable For Legal Reasons": "Non disponibile per motivi legali",
    "http status\u0004Internal Server Error": "Errore interno del server",
    "http status\u0004Not Implemented": "Non disponibile",
    "http status\u0004Bad Gateway": "Risposta errata di un server",
    "http status\u0004Service Unavailable": "Servizio non disponibile",
    "http status\u0004Gateway Timeout": "Tempo di un server scaduto",
    "The request could not be understood.": "Non è stato possibile capire la richiesta.",
    "You have to say who you are to see this.": "Per vedere questa pagina deve identificarsi.",
    "You may not do this.": "Non le è consentito farlo.",
    "There is nothing at this address.": "A questo indirizzo non c’è nulla.",
    "This address does not take that method.": "Questo indirizzo non accetta quel metodo.",
    "None of the formats you accept is to be had here.":
      "Nessuno dei formati che accetta è disponibile qui.",
    "The request took too long to arrive.": "La richiesta ha impiegato troppo tempo ad arrivare.",
    "The request does not fit the present state of what it is about.":
      "La richiesta non corrisponde allo stato attuale di ciò che riguarda.",
    "What was here is gone for good.": "Ciò che era qui non c’è più.",
    "A condition of the request does not hold.":
      "Una condizione della richiesta non è soddisfatta.",
    "The body of the request is too large.": "Il corpo della richiesta è troppo grande.",
    "The address is too long.": "L’indirizzo è troppo lungo.",
    "The body of the request is of a type that is not taken here.":
      "Il corpo della richiesta è di un tipo che qui non è accettato.",
    "The range asked for lies outside of what is there.":
      "L’intervallo richiesto è al di fuori di ciò che esiste.",
    "The request is well-formed, but what it says is not valid.":
      "La richiesta è ben formata, ma ciò che contiene non è valido.",
    "What the request is about is locked.": "Ciò che la richiesta riguarda è bloccato.",
    "There were too many requests in a short time.":
      "Ci sono state troppe richieste in poco tempo.",
    "This cannot be shown for legal reasons.": "Questo non può essere mostrato per motivi legali.",
    "Something went wrong on our side.": "Qualcosa è andato storto da parte nostra.",
    "This is not to be had here.": "Questo non è disponibile qui.",
    "A server behind this one gave an invalid answer.":
      "Un server dietro a questo ha dato una risposta errata.",
    "The service cannot answer right now. Try again later.":
      "Il servizio non può rispondere in questo momento. Riprovi più tardi.",
    "A server behind this one did not answer in time.":
      "Un server dietro a questo non ha risposto in tempo.",
    "Request {id}": "Richiesta {id}",
    "This is required.": "Questo è obbligatorio.",
    "This is not valid.": "Questo non è valido.",
    "There is one with this value already.": "Ne esiste già uno con questo valore.",
    "There is one with these values already.": "Ne esiste già uno con questi valori.",
    "There is one with this value on that day already.":
      "Ne esiste già uno con questo valore in quel giorno.",
    "There is one with this value in that month already.":
      "Ne esiste già uno con questo valore in quel mese.",
    "There is one with this value in that year already.":
      "Ne esiste già uno con questo valore in quell'anno.",
    'The rule "{name}" is not kept.': 'La regola "{name}" non è rispettata.',
    "There is no {model} whose {field} is {value}.":
      "Non esiste alcun {model} il cui {field} sia {value}.",
    "Expected {expected}, not {actual}.": "Atteso: {expected}; ricevuto: {actual}.",
    "{value} is not one of the choices: {choices}.": "{value} non è una delle scelte: {choices}.",
    "There is no such key here.": "Qui non c’è una chiave simile.",
    "This key is not allowed.": "Questa chiave non è consentita.",
    "This is nested too deeply.": "L’annidamento è troppo profondo.",
    "This fits none of the forms it may have.":
      "Questo non corrisponde a nessuna delle forme possibili.",
    "At least {limit} characters are needed; there are {actual}.":
      "Servono almeno {limit} caratteri; ce ne sono {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "Sono consentiti al massimo {limit} caratteri; ce ne sono {actual}.",
    "The least that is allowed is {limit}.": "Il valore minimo consentito è {limit}.",
    "The most that is allowed is {limit}.": "Il valore massimo consentito è {limit}.",
    "This must be greater than {limit}.": "Questo deve essere maggiore di {limit}.",
    "This must be less than {limit}.": "Questo deve essere minore di {limit}.",
    "This must be a multiple of {step}.": "Questo deve essere un multiplo di {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "Questo deve essere {offset} più un multiplo di {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "Servono almeno {limit} elementi; ce ne sono {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "Sono consentiti al massimo {limit} elementi; ce ne sono {actual}.",
    "This is there twice.": "Questo è presente due volte.",
    "This must be a finite number.": "Questo deve essere un numero finito.",
    "This must be a whole number.": "Questo deve essere un numero intero.",
    "This number is too large to be exact.": "Questo numero è troppo grande per essere esatto.",
    "This does not have the expected form.": "Questo non ha la forma attesa.",
    "This is not an e-mail address.": "Questo non è un indirizzo e-mail.",
    "This is not a URL with a scheme and a host.": "Questo non è un URL con schema e host.",
    "This is not a UUID.": "Questo non è un UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Usi solo lettere, cifre, trattini e trattini bassi.",
    "This is not an IP address.": "Questo non è un indirizzo IP.",
    "This is not an IPv4 address.": "Questo non è un indirizzo IPv4.",
    "This is not an IPv6 address.": "Questo non è un indirizzo IPv6.",
    "This is not a domain name.": "Questo non è un nome di dominio.",
    "This is not a date like 2026-01-31.": "Questa non è una data come 2026-01-31.",
    "This is not a time like 14:30:00.": "Questo non è un orario come 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Questa non è una data con orario come 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Manca la differenza da UTC: termini con Z o +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Questa non è una durata come 5m, 1h30m o PT5M.",
    "This is not a decimal number.": "Questo non è un numero decimale.",
    "This is not a list of whole numbers.": "Questo non è un elenco di numeri interi.",
    "At most {limit} digits are allowed in all.":
      "Sono consentite al massimo {limit} cifre in tutto.",
    "At most {limit} digits are allowed after the point.":
      "Sono consentite al massimo {limit} cifre dopo la virgola.",
    "At most {limit} digits are allowed before the point.":
      "Sono consentite al massimo {limit} cifre prima della virgola.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "I file che terminano in {extension} non sono consentiti; sono consentiti: {allowed}.",
    "Null characters are not allowed.": "I caratteri nulli non sono consentiti.",
    "kind of value\u0004text": "un testo",
    "kind of value\u0004a number": "un numero",
    "kind of value\u0004true or false": "vero o falso",
    "kind of value\u0004nothing": "niente",
    "kind of value\u0004a list": "un elenco",
    "kind of value\u0004an object": "un oggetto",
    "kind of value\u0004a whole number": "un numero intero",
    "kind of value\u0004a duration": "una durata",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Il modulo non può essere accettato: è scaduto o è stato inviato da un’altra pagina. Ricarichi la pagina.",
    "The request names a host that is not served here.":
      "La richiesta nomina un host che qui non è servito.",
    "The request was sent by another site.": "La richiesta è stata inviata da un altro sito.",
    "The {part} of the request is not valid: {place}: {message}":
      "La parte {part} della richiesta non è valida: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "Il corpo deve essere JSON (application/json) o un modulo.",
    "A form may have {limit} bytes at most.": "Un modulo può avere al massimo {limit} byte.",
    "A form may have {limit} fields at most.": "Un modulo può avere al massimo {limit} campi.",
    "The body of the request may have {limit} bytes at most.":
      "Il corpo della richiesta può avere al massimo {limit} byte.",
    "A file may have {limit} bytes at most.": "Un file può avere al massimo {limit} byte.",
    "The body is not valid JSON.": "Il corpo non è JSON valido.",
    "The request lacks {name}.": "Nella richiesta manca {name}.",
    "This language is not spoken here.": "Questa lingua qui non si parla.",
    "This link has ended.": "Questo link è scaduto.",
    "This link is not valid.": "Questo link non è valido.",
    "The answer took too long.": "La risposta ha impiegato troppo tempo.",
  },
};
