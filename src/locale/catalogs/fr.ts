/** Flagon's own texts in French. Made of ../texts/fr.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=2; plural=(n > 1);",
  messages: {
    "http status\u0004Bad Request": "Requête incorrecte",
    "http status\u0004Unauthorized": "Authentification requise",
    "http status\u0004Payment Required": "Paiement requis",
    "http status\u0004Forbidden": "Accès refusé",
    "http status\u0004Not Found": "Introuvable",
    "http status\u0004Method Not Allowed": "Méthode non autorisée",
    "http status\u0004Not Acceptable": "Non acceptable",
    "http status\u0004Request Timeout": "Délai de la requête dépassé",
    "http status\u0004Conflict": "Conflit",
    "http status\u0004Gone": "Disparu",
    "http status\u0004Length Required": "Longueur requise",
    "http status\u0004Precondition Failed": "Condition préalable non remplie",
    "http status\u0004Content Too Large": "Contenu trop volumineux",
    "http status\u0004URI Too Long": "Adresse trop longue",
    "http status\u0004Unsupported Media Type": "Type de média non pris en charge",
    "http status\u0004Range Not Satisfiable": "Plage non satisfaisable",
    "http status\u0004Unprocessable Content": "Contenu impossible à traiter",
    "http status\u0004Locked": "Verrouillé",
    "http status\u0004Too Many Requests": "Trop de requêtes",
    "http status\u0004Unavailable For Legal Reasons": "Indisponible pour des raisons juridiques",
    "http status\u0004Internal Server Error": "Erreur interne du serveur",
    "http status\u0004Not Implemented": "Non disponible",
    "http status\u0004Bad Gateway": "Réponse incorrecte d’un serveur",
    "http status\u0004Service Unavailable": "Service indisponible",
    "http status\u0004Gateway Timeout": "Délai d’un serveur dépassé",
    "The request could not be understood.": "La requête n’a pas pu être comprise.",
    "You have to say who you are to see this.": "Vous devez vous identifier pour voir ceci.",
    "You may not do this.": "Vous n’avez pas le droit de faire cela.",
    "There is nothing at this address.": "Il n’y a rien à cette adresse.",
    "This address does not take that method.": "Cette adresse n’accepte pas cette méthode.",
    "None of the formats you accept is to be had here.":
      "Aucun des formats que vous acceptez n’est disponible ici.",
    "The request took too long to arrive.": "La requête a mis trop de temps à arriver.",
    "The request does not fit the present state of what it is about.":
      "La requête ne correspond pas à l’état actuel de son objet.",
    "What was here is gone for good.": "Ce qui se trouvait ici a disparu pour de bon.",
    "A condition of the request does not hold.": "Une condition de la requête n’est pas remplie.",
    "The body of the request is too large.": "Le corps de la requête est trop volumineux.",
    "The address is too long.": "L’adresse est trop longue.",
    "The body of the request is of a type that is not taken here.":
      "Le corps de la requête est d’un type qui n’est pas accepté ici.",
    "The range asked for lies outside of what is there.":
      "La plage demandée se trouve hors de ce qui existe.",
    "The request is well-formed, but what it says is not valid.":
      "La requête est bien formée, mais ce qu’elle contient n’est pas valide.",
    "What the request is about is locked.": "L’objet de la requête est verrouillé.",
    "There were too many requests in a short time.": "Il y a eu trop de requêtes en peu de temps.",
    "This cannot be shown for legal reasons.":
      "Ceci ne peut pas être montré pour des raisons juridiques.",
    "Something went wrong on our side.": "Quelque chose s’est mal passé de notre côté.",
    "This is not to be had here.": "Ceci n’est pas disponible ici.",
    "A server behind this one gave an invalid answer.":
      "Un serveur situé derrière celui-ci a donné une réponse incorrecte.",
    "The service cannot answer right now. Try again later.":
      "Le service ne peut pas répondre pour le moment. Réessayez plus tard.",
    "A server behind this one did not answer in time.":
      "Un serveur situé derrière celui-ci n’a pas répondu à temps.",
    "Request {id}": "Requête {id}",
    "This is required.": "Ceci est obligatoire.",
    "This is not valid.": "Ceci n’est pas valide.",
    "There is one with this value already.": "Il en existe déjà un avec cette valeur.",
    "There is one with these values already.": "Il en existe déjà un avec ces valeurs.",
    "There is one with this value on that day already.":
      "Il en existe déjà un avec cette valeur pour ce jour.",
    "There is one with this value in that month already.":
      "Il en existe déjà un avec cette valeur pour ce mois.",
    "There is one with this value in that year already.":
      "Il en existe déjà un avec cette valeur pour cette année.",
    'The rule "{name}" is not kept.': 'La règle "{name}" n\'est pas respectée.',
    "There is no {model} whose {field} is {value}.":
      "Il n'existe pas de {model} dont {field} vaut {value}.",
    "Expected {expected}, not {actual}.": "Attendu : {expected} ; reçu : {actual}.",
    "{value} is not one of the choices: {choices}.":
      "{value} ne fait pas partie des choix : {choices}.",
    "There is no such key here.": "Il n’y a pas de clé de ce nom ici.",
    "This key is not allowed.": "Cette clé n’est pas autorisée.",
    "This is nested too deeply.": "L’imbrication est trop profonde.",
    "This fits none of the forms it may have.": "Ceci ne correspond à aucune des formes possibles.",
    "At least {limit} characters are needed; there are {actual}.":
      "Il faut au moins {limit} caractères ; il y en a {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "{limit} caractères sont autorisés au plus ; il y en a {actual}.",
    "The least that is allowed is {limit}.": "La plus petite valeur autorisée est {limit}.",
    "The most that is allowed is {limit}.": "La plus grande valeur autorisée est {limit}.",
    "This must be greater than {limit}.": "Ceci doit être supérieur à {limit}.",
    "This must be less than {limit}.": "Ceci doit être inférieur à {limit}.",
    "This must be a multiple of {step}.": "Ceci doit être un multiple de {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "Ceci doit être {offset} plus un multiple de {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "Il faut au moins {limit} éléments ; il y en a {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "{limit} éléments sont autorisés au plus ; il y en a {actual}.",
    "This is there twice.": "Ceci est présent deux fois.",
    "This must be a finite number.": "Ceci doit être un nombre fini.",
    "This must be a whole number.": "Ceci doit être un nombre entier.",
    "This number is too large to be exact.": "Ce nombre est trop grand pour être exact.",
    "This does not have the expected form.": "Ceci n’a pas la forme attendue.",
    "This is not an e-mail address.": "Ceci n’est pas une adresse électronique.",
    "This is not a URL with a scheme and a host.":
      "Ceci n’est pas une URL avec un schéma et un hôte.",
    "This is not a UUID.": "Ceci n’est pas un UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Utilisez uniquement des lettres, des chiffres, des tirets et des tirets bas.",
    "This is not an IP address.": "Ceci n’est pas une adresse IP.",
    "This is not an IPv4 address.": "Ceci n’est pas une adresse IPv4.",
    "This is not an IPv6 address.": "Ceci n’est pas une adresse IPv6.",
    "This is not a domain name.": "Ceci n’est pas un nom de domaine.",
    "This is not a date like 2026-01-31.": "Ceci n’est pas une date comme 2026-01-31.",
    "This is not a time like 14:30:00.": "Ceci n’est pas une heure comme 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Ceci n’est pas une date avec une heure comme 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Le décalage par rapport à UTC manque : terminez par Z ou +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Ceci n’est pas une durée comme 5m, 1h30m ou PT5M.",
    "This is not a decimal number.": "Ceci n’est pas un nombre décimal.",
    "This is not a list of whole numbers.": "Ceci n’est pas une liste de nombres entiers.",
    "At most {limit} digits are allowed in all.":
      "{limit} chiffres sont autorisés au plus en tout.",
    "At most {limit} digits are allowed after the point.":
      "{limit} chiffres sont autorisés au plus après la virgule.",
    "At most {limit} digits are allowed before the point.":
      "{limit} chiffres sont autorisés au plus avant la virgule.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "Les fichiers en {extension} ne sont pas autorisés ; sont autorisés : {allowed}.",
    "Null characters are not allowed.": "Les caractères nuls ne sont pas autorisés.",
    "kind of value\u0004text": "un texte",
    "kind of value\u0004a number": "un nombre",
    "kind of value\u0004true or false": "vrai ou faux",
    "kind of value\u0004nothing": "rien",
    "kind of value\u0004a list": "une liste",
    "kind of value\u0004an object": "un objet",
    "kind of value\u0004a whole number": "un nombre entier",
    "kind of value\u0004a duration": "une durée",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Le formulaire ne peut pas être accepté : il a expiré ou une autre page l’a envoyé. Rechargez la page.",
    "The request names a host that is not served here.":
      "La requête nomme un hôte qui n’est pas servi ici.",
    "The request was sent by another site.": "La requête a été envoyée par un autre site.",
    "The {part} of the request is not valid: {place}: {message}":
      "La partie {part} de la requête n’est pas valide : {place} : {message}",
    "The body has to be JSON (application/json) or a form.":
      "Le corps doit être du JSON (application/json) ou un formulaire.",
    "A form may have {limit} bytes at most.": "Un formulaire peut contenir {limit} octets au plus.",
    "A form may have {limit} fields at most.":
      "Un formulaire peut contenir {limit} champs au plus.",
    "The body of the request may have {limit} bytes at most.":
      "Le corps de la requête peut contenir {limit} octets au plus.",
    "A file may have {limit} bytes at most.": "Un fichier peut contenir {limit} octets au plus.",
    "The body is not valid JSON.": "Le corps n’est pas du JSON valide.",
    "The request lacks {name}.": "Il manque {name} dans la requête.",
    "This language is not spoken here.": "Cette langue n’est pas parlée ici.",
    "This link has ended.": "Ce lien a expiré.",
    "This link is not valid.": "Ce lien n’est pas valide.",
    "The answer took too long.": "La réponse a pris trop de temps.",
  },
};
