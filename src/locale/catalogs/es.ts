/** Flagon's own texts in Spanish. Made of ../texts/es.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=2; plural=(n != 1);",
  messages: {
    "http status\u0004Bad Request": "Solicitud incorrecta",
    "http status\u0004Unauthorized": "Identificación necesaria",
    "http status\u0004Payment Required": "Pago necesario",
    "http status\u0004Forbidden": "Acceso denegado",
    "http status\u0004Not Found": "No encontrado",
    "http status\u0004Method Not Allowed": "Método no permitido",
    "http status\u0004Not Acceptable": "No aceptable",
    "http status\u0004Request Timeout": "Tiempo de la solicitud agotado",
    "http status\u0004Conflict": "Conflicto",
    "http status\u0004Gone": "Ya no existe",
    "http status\u0004Length Required": "Longitud necesaria",
    "http status\u0004Precondition Failed": "Condición previa no cumplida",
    "http status\u0004Content Too Large": "Contenido demasiado grande",
    "http status\u0004URI Too Long": "Dirección demasiado larga",
    "http status\u0004Unsupported Media Type": "Tipo de contenido no admitido",
    "http status\u0004Range Not Satisfiable": "Rango no disponible",
    "http status\u0004Unprocessable Content": "Contenido no procesable",
    "http status\u0004Locked": "Bloqueado",
    "http status\u0004Too Many Requests": "Demasiadas solicitudes",
    "http status\u0004Unavailable For Legal Reasons": "No disponible por razones legales",
    "http status\u0004Internal Server Error": "Error interno del servidor",
    "http status\u0004Not Implemented": "No disponible",
    "http status\u0004Bad Gateway": "Respuesta incorrecta de un servidor",
    "http status\u0004Service Unavailable": "Servicio no disponible",
    "http status\u0004Gateway Timeout": "Tiempo de un servidor agotado",
    "The request could not be understood.": "No se ha podido entender la solicitud.",
    "You have to say who you are to see this.": "Tiene que identificarse para ver esto.",
    "You may not do this.": "No tiene permiso para hacer esto.",
    "There is nothing at this address.": "No hay nada en esta dirección.",
    "This address does not take that method.": "Esta dirección no acepta ese método.",
    "None of the formats you accept is to be had here.":
      "Ninguno de los formatos que acepta está disponible aquí.",
    "The request took too long to arrive.": "La solicitud ha tardado demasiado en llegar.",
    "The request does not fit the present state of what it is about.":
      "La solicitud no concuerda con el estado actual de lo que trata.",
    "What was here is gone for good.": "Lo que había aquí ha desaparecido para siempre.",
    "A condition of the request does not hold.": "No se cumple una condición de la solicitud.",
    "The body of the request is too large.": "El cuerpo de la solicitud es demasiado grande.",
    "The address is too long.": "La dirección es demasiado larga.",
    "The body of the request is of a type that is not taken here.":
      "El cuerpo de la solicitud es de un tipo que aquí no se acepta.",
    "The range asked for lies outside of what is there.":
      "El rango pedido está fuera de lo que existe.",
    "The request is well-formed, but what it says is not valid.":
      "La solicitud está bien formada, pero su contenido no es válido.",
    "What the request is about is locked.": "Aquello de lo que trata la solicitud está bloqueado.",
    "There were too many requests in a short time.":
      "Ha habido demasiadas solicitudes en poco tiempo.",
    "This cannot be shown for legal reasons.": "Esto no se puede mostrar por razones legales.",
    "Something went wrong on our side.": "Algo ha fallado por nuestra parte.",
    "This is not to be had here.": "Esto no está disponible aquí.",
    "A server behind this one gave an invalid answer.":
      "Un servidor situado detrás de este ha dado una respuesta incorrecta.",
    "The service cannot answer right now. Try again later.":
      "El servicio no puede responder en este momento. Vuelva a intentarlo más tarde.",
    "A server behind this one did not answer in time.":
      "Un servidor situado detrás de este no ha respondido a tiempo.",
    "Request {id}": "Solicitud {id}",
    "This is required.": "Esto es obligatorio.",
    "This is not valid.": "Esto no es válido.",
    "There is one with this value already.": "Ya existe uno con este valor.",
    "There is one with these values already.": "Ya existe uno con estos valores.",
    "There is one with this value on that day already.": "Ya existe uno con este valor en ese día.",
    "There is one with this value in that month already.":
      "Ya existe uno con este valor en ese mes.",
    "There is one with this value in that year already.":
      "Ya existe uno con este valor en ese año.",
    'The rule "{name}" is not kept.': 'No se cumple la regla "{name}".',
    "There is no {model} whose {field} is {value}.":
      "No existe ningún {model} cuyo {field} sea {value}.",
    "Expected {expected}, not {actual}.": "Se esperaba {expected}, no {actual}.",
    "{value} is not one of the choices: {choices}.":
      "{value} no es una de las opciones: {choices}.",
    "There is no such key here.": "Aquí no hay ninguna clave así.",
    "This key is not allowed.": "Esta clave no está permitida.",
    "This is nested too deeply.": "Esto está anidado a demasiada profundidad.",
    "This fits none of the forms it may have.":
      "Esto no se ajusta a ninguna de las formas posibles.",
    "At least {limit} characters are needed; there are {actual}.":
      "Se necesitan al menos {limit} caracteres; hay {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "Se permiten como máximo {limit} caracteres; hay {actual}.",
    "The least that is allowed is {limit}.": "El valor mínimo permitido es {limit}.",
    "The most that is allowed is {limit}.": "El valor máximo permitido es {limit}.",
    "This must be greater than {limit}.": "Esto tiene que ser mayor que {limit}.",
    "This must be less than {limit}.": "Esto tiene que ser menor que {limit}.",
    "This must be a multiple of {step}.": "Esto tiene que ser un múltiplo de {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "Esto tiene que ser {offset} más un múltiplo de {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "Se necesitan al menos {limit} elementos; hay {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "Se permiten como máximo {limit} elementos; hay {actual}.",
    "This is there twice.": "Esto está repetido.",
    "This must be a finite number.": "Esto tiene que ser un número finito.",
    "This must be a whole number.": "Esto tiene que ser un número entero.",
    "This number is too large to be exact.": "Este número es demasiado grande para ser exacto.",
    "This does not have the expected form.": "Esto no tiene la forma esperada.",
    "This is not an e-mail address.": "Esto no es una dirección de correo electrónico.",
    "This is not a URL with a scheme and a host.": "Esto no es una URL con esquema y servidor.",
    "This is not a UUID.": "Esto no es un UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Use solo letras, cifras, guiones y guiones bajos.",
    "This is not an IP address.": "Esto no es una dirección IP.",
    "This is not an IPv4 address.": "Esto no es una dirección IPv4.",
    "This is not an IPv6 address.": "Esto no es una dirección IPv6.",
    "This is not a domain name.": "Esto no es un nombre de dominio.",
    "This is not a date like 2026-01-31.": "Esto no es una fecha como 2026-01-31.",
    "This is not a time like 14:30:00.": "Esto no es una hora como 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Esto no es una fecha con hora como 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Falta la diferencia con UTC: termine con Z o +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Esto no es una duración como 5m, 1h30m o PT5M.",
    "This is not a decimal number.": "Esto no es un número decimal.",
    "This is not a list of whole numbers.": "Esto no es una lista de números enteros.",
    "At most {limit} digits are allowed in all.":
      "Se permiten como máximo {limit} cifras en total.",
    "At most {limit} digits are allowed after the point.":
      "Se permiten como máximo {limit} cifras después de la coma.",
    "At most {limit} digits are allowed before the point.":
      "Se permiten como máximo {limit} cifras antes de la coma.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "No se permiten archivos terminados en {extension}; se permiten: {allowed}.",
    "Null characters are not allowed.": "No se permiten caracteres nulos.",
    "kind of value\u0004text": "un texto",
    "kind of value\u0004a number": "un número",
    "kind of value\u0004true or false": "verdadero o falso",
    "kind of value\u0004nothing": "nada",
    "kind of value\u0004a list": "una lista",
    "kind of value\u0004an object": "un objeto",
    "kind of value\u0004a whole number": "un número entero",
    "kind of value\u0004a duration": "una duración",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "El formulario no se puede aceptar: ha caducado o lo ha enviado otra página. Vuelva a cargar la página.",
    "The request names a host that is not served here.":
      "La solicitud nombra un servidor que aquí no se atiende.",
    "The request was sent by another site.": "La solicitud la ha enviado otro sitio.",
    "The {part} of the request is not valid: {place}: {message}":
      "La parte {part} de la solicitud no es válida: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "El cuerpo tiene que ser JSON (application/json) o un formulario.",
    "A form may have {limit} bytes at most.":
      "Un formulario puede tener {limit} bytes como máximo.",
    "A form may have {limit} fields at most.":
      "Un formulario puede tener {limit} campos como máximo.",
    "The body of the request may have {limit} bytes at most.":
      "El cuerpo de la solicitud puede tener {limit} bytes como máximo.",
    "A file may have {limit} bytes at most.": "Un archivo puede tener {limit} bytes como máximo.",
    "The body is not valid JSON.": "El cuerpo no es JSON válido.",
    "The request lacks {name}.": "En la solicitud falta {name}.",
    "This language is not spoken here.": "Este idioma no se habla aquí.",
    "This link has ended.": "Este enlace ha caducado.",
    "This link is not valid.": "Este enlace no es válido.",
    "The answer took too long.": "La respuesta ha tardado demasiado.",
  },
};
