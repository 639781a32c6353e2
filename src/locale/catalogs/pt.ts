/** Flagon's own texts in Portuguese. Made of ../texts/pt.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=2; plural=(n != 1);",
  messages: {
    "http status\u0004Bad Request": "Pedido inválido",
    "http status\u0004Unauthorized": "Identificação necessária",
    "http status\u0004Payment Required": "Pagamento necessário",
    "http status\u0004Forbidden": "Acesso negado",
    "http status\u0004Not Found": "Não encontrado",
    "http status\u0004Method Not Allowed": "Método não permitido",
    "http status\u0004Not Acceptable": "Não aceitável",
    "http status\u0004Request Timeout": "Tempo do pedido esgotado",
    "http status\u0004Conflict": "Conflito",
    "http status\u0004Gone": "Já não existe",
    "http status\u0004Length Required": "Comprimento necessário",
    "http status\u0004Precondition Failed": "Condição prévia não cumprida",
    "http status\u0004Content Too Large": "Conteúdo demasiado grande",
    "http status\u0004URI Too Long": "Endereço demasiado longo",
    "http status\u0004Unsupported Media Type": "Tipo de conteúdo não suportado",
    "http status\u0004Range Not Satisfiable": "Intervalo não disponível",
    "http status\u0004Unprocessable Content": "Conteúdo não processável",
    "http status\u0004Locked": "Bloqueado",
    "http status\u0004Too Many Requests": "Demasiados pedidos",
    "http status\u0004Unavailable For Legal Reasons": "Indisponível por motivos legais",
    "http status\u0004Internal Server Error": "Erro interno do servidor",
    "http status\u0004Not Implemented": "Não disponível",
    "http status\u0004Bad Gateway": "Resposta incorreta de um servidor",
    "http status\u0004Service Unavailable": "Serviço indisponível",
    "http status\u0004Gateway Timeout": "Tempo de um servidor esgotado",
    "The request could not be understood.": "Não foi possível compreender o pedido.",
    "You have to say who you are to see this.": "É preciso identificar-se para ver isto.",
    "You may not do this.": "Não tem permissão para fazer isto.",
    "There is nothing at this address.": "Não há nada neste endereço.",
    "This address does not take that method.": "Este endereço não aceita esse método.",
    "None of the formats you accept is to be had here.":
      "Nenhum dos formatos que aceita está disponível aqui.",
    "The request took too long to arrive.": "O pedido demorou demasiado tempo a chegar.",
    "The request does not fit the present state of what it is about.":
      "O pedido não corresponde ao estado atual daquilo a que se refere.",
    "What was here is gone for good.": "O que estava aqui desapareceu para sempre.",
    "A condition of the request does not hold.": "Uma condição do pedido não se cumpre.",
    "The body of the request is too large.": "O corpo do pedido é demasiado grande.",
    "The address is too long.": "O endereço é demasiado longo.",
    "The body of the request is of a type that is not taken here.":
      "O corpo do pedido é de um tipo que não é aceite aqui.",
    "The range asked for lies outside of what is there.":
      "O intervalo pedido está fora do que existe.",
    "The request is well-formed, but what it says is not valid.":
      "O pedido está bem formado, mas o que diz não é válido.",
    "What the request is about is locked.": "Aquilo a que o pedido se refere está bloqueado.",
    "There were too many requests in a short time.": "Houve demasiados pedidos em pouco tempo.",
    "This cannot be shown for legal reasons.": "Isto não pode ser mostrado por motivos legais.",
    "Something went wrong on our side.": "Algo correu mal do nosso lado.",
    "This is not to be had here.": "Isto não está disponível aqui.",
    "A server behind this one gave an invalid answer.":
      "Um servidor por trás deste deu uma resposta incorreta.",
    "The service cannot answer right now. Try again later.":
      "O serviço não pode responder neste momento. Tente de novo mais tarde.",
    "A server behind this one did not answer in time.":
      "Um servidor por trás deste não respondeu a tempo.",
    "Request {id}": "Pedido {id}",
    "This is required.": "Isto é obrigatório.",
    "This is not valid.": "Isto não é válido.",
    "There is one with this value already.": "Já existe um com este valor.",
    "There is one with these values already.": "Já existe um com estes valores.",
    "There is one with this value on that day already.": "Já existe um com este valor nesse dia.",
    "There is one with this value in that month already.": "Já existe um com este valor nesse mês.",
    "There is one with this value in that year already.": "Já existe um com este valor nesse ano.",
    'The rule "{name}" is not kept.': 'A regra "{name}" não é cumprida.',
    "There is no {model} whose {field} is {value}.":
      "Não existe {model} cujo {field} seja {value}.",
    "Expected {expected}, not {actual}.": "Esperado: {expected}; recebido: {actual}.",
    "{value} is not one of the choices: {choices}.": "{value} não é uma das opções: {choices}.",
    "There is no such key here.": "Não há aqui uma chave assim.",
    "This key is not allowed.": "Esta chave não é permitida.",
    "This is nested too deeply.": "Isto está aninhado a demasiada profundidade.",
    "This fits none of the forms it may have.":
      "Isto não corresponde a nenhuma das formas possíveis.",
    "At least {limit} characters are needed; there are {actual}.":
      "São necessários pelo menos {limit} caracteres; há {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "São permitidos no máximo {limit} caracteres; há {actual}.",
    "The least that is allowed is {limit}.": "O menor valor permitido é {limit}.",
    "The most that is allowed is {limit}.": "O maior valor permitido é {limit}.",
    "This must be greater than {limit}.": "Isto tem de ser maior do que {limit}.",
    "This must be less than {limit}.": "Isto tem de ser menor do que {limit}.",
    "This must be a multiple of {step}.": "Isto tem de ser um múltiplo de {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "Isto tem de ser {offset} mais um múltiplo de {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "São necessários pelo menos {limit} elementos; há {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "São permitidos no máximo {limit} elementos; há {actual}.",
    "This is there twice.": "Isto está repetido.",
    "This must be a finite number.": "Isto tem de ser um número finito.",
    "This must be a whole number.": "Isto tem de ser um número inteiro.",
    "This number is too large to be exact.": "Este número é demasiado grande para ser exato.",
    "This does not have the expected form.": "Isto não tem a forma esperada.",
    "This is not an e-mail address.": "Isto não é um endereço de e-mail.",
    "This is not a URL with a scheme and a host.": "Isto não é um URL com esquema e servidor.",
    "This is not a UUID.": "Isto não é um UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Use apenas letras, algarismos, hífenes e sublinhados.",
    "This is not an IP address.": "Isto não é um endereço IP.",
    "This is not an IPv4 address.": "Isto não é um endereço IPv4.",
    "This is not an IPv6 address.": "Isto não é um endereço IPv6.",
    "This is not a domain name.": "Isto não é um nome de domínio.",
    "This is not a date like 2026-01-31.": "Isto não é uma data como 2026-01-31.",
    "This is not a time like 14:30:00.": "Isto não é uma hora como 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Isto não é uma data com hora como 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Falta a diferença para UTC: termine com Z ou +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Isto não é uma duração como 5m, 1h30m ou PT5M.",
    "This is not a decimal number.": "Isto não é um número decimal.",
    "This is not a list of whole numbers.": "Isto não é uma lista de números inteiros.",
    "At most {limit} digits are allowed in all.":
      "São permitidos no máximo {limit} algarismos no total.",
    "At most {limit} digits are allowed after the point.":
      "São permitidos no máximo {limit} algarismos depois da vírgula.",
    "At most {limit} digits are allowed before the point.":
      "São permitidos no máximo {limit} algarismos antes da vírgula.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "Ficheiros terminados em {extension} não são permitidos; são permitidos: {allowed}.",
    "Null characters are not allowed.": "Caracteres nulos não são permitidos.",
    "kind of value\u0004text": "um texto",
    "kind of value\u0004a number": "um número",
    "kind of value\u0004true or false": "verdadeiro ou falso",
    "kind of value\u0004nothing": "nada",
    "kind of value\u0004a list": "uma lista",
    "kind of value\u0004an object": "um objeto",
    "kind of value\u0004a whole number": "um número inteiro",
    "kind of value\u0004a duration": "uma duração",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "O formulário não pode ser aceite: expirou ou foi enviado por outra página. Carregue a página de novo.",
    "The request names a host that is not served here.":
      "O pedido indica um servidor que não é atendido aqui.",
    "The request was sent by another site.": "O pedido foi enviado por outro site.",
    "The {part} of the request is not valid: {place}: {message}":
      "A parte {part} do pedido não é válida: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "O corpo tem de ser JSON (application/json) ou um formulário.",
    "A form may have {limit} bytes at most.": "Um formulário pode ter no máximo {limit} bytes.",
    "A form may have {limit} fields at most.": "Um formulário pode ter no máximo {limit} campos.",
    "The body of the request may have {limit} bytes at most.":
      "O corpo do pedido pode ter no máximo {limit} bytes.",
    "A file may have {limit} bytes at most.": "Um ficheiro pode ter no máximo {limit} bytes.",
    "The body is not valid JSON.": "O corpo não é JSON válido.",
    "The request lacks {name}.": "Falta {name} no pedido.",
    "This language is not spoken here.": "Esta língua não é falada aqui.",
    "This link has ended.": "Esta ligação expirou.",
    "This link is not valid.": "Esta ligação não é válida.",
    "The answer took too long.": "A resposta demorou demasiado tempo.",
  },
};
