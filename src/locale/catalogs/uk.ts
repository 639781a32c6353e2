/** Flagon's own texts in Ukrainian. Made of ../texts/uk.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural:
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
  messages: {
    "http status\u0004Bad Request": "Неправильний запит",
    "http status\u0004Unauthorized": "Потрібен вхід",
    "http status\u0004Payment Required": "Потрібна оплата",
    "http status\u0004Forbidden": "Доступ заборонено",
    "http status\u0004Not Found": "Не знайдено",
    "http status\u0004Method Not Allowed": "Метод не дозволено",
    "http status\u0004Not Acceptable": "Неприйнятно",
    "http status\u0004Request Timeout": "Час запиту вичерпано",
    "http status\u0004Conflict": "Конфлікт",
    "http status\u0004Gone": "Більше не існує",
    "http status\u0004Length Required": "Потрібна довжина",
    "http status\u0004Precondition Failed": "Умову не виконано",
    "http status\u0004Content Too Large": "Вміст завеликий",
    "http status\u0004URI Too Long": "Адреса задовга",
    "http status\u0004Unsupported Media Type": "Тип вмісту не підтримується",
    "http status\u0004Range Not Satisfiable": "Діапазон недоступний",
    "http status\u0004Unprocessable Content": "Вміст неможливо обробити",
    "http status\u0004Locked": "Заблоковано",
    "http status\u0004Too Many Requests": "Забагато запитів",
    "http status\u0004Unavailable For Legal Reasons": "Недоступно з юридичних причин",
    "http status\u0004Internal Server Error": "Внутрішня помилка сервера",
    "http status\u0004Not Implemented": "Недоступно",
    "http status\u0004Bad Gateway": "Неправильна відповідь сервера",
    "http status\u0004Service Unavailable": "Служба недоступна",
    "http status\u0004Gateway Timeout": "Час очікування сервера вичерпано",
    "The request could not be understood.": "Не вдалося зрозуміти запит.",
    "You have to say who you are to see this.": "Щоб побачити це, потрібно увійти.",
    "You may not do this.": "Вам не можна цього робити.",
    "There is nothing at this address.": "За цією адресою нічого немає.",
    "This address does not take that method.": "Ця адреса не приймає такого методу.",
    "None of the formats you accept is to be had here.":
      "Жоден із прийнятних для вас форматів тут недоступний.",
    "The request took too long to arrive.": "Запит надходив надто довго.",
    "The request does not fit the present state of what it is about.":
      "Запит не відповідає поточному стану того, чого стосується.",
    "What was here is gone for good.": "Те, що тут було, зникло назавжди.",
    "A condition of the request does not hold.": "Умову запиту не виконано.",
    "The body of the request is too large.": "Тіло запиту завелике.",
    "The address is too long.": "Адреса задовга.",
    "The body of the request is of a type that is not taken here.":
      "Тіло запиту такого типу тут не приймається.",
    "The range asked for lies outside of what is there.":
      "Запитаний діапазон лежить поза межами наявного.",
    "The request is well-formed, but what it says is not valid.":
      "Запит складено правильно, але його зміст неприпустимий.",
    "What the request is about is locked.": "Те, чого стосується запит, заблоковано.",
    "There were too many requests in a short time.": "За короткий час надійшло забагато запитів.",
    "This cannot be shown for legal reasons.": "Це не можна показати з юридичних причин.",
    "Something went wrong on our side.": "У нас щось пішло не так.",
    "This is not to be had here.": "Цього тут немає.",
    "A server behind this one gave an invalid answer.":
      "Сервер, що стоїть за цим, дав неправильну відповідь.",
    "The service cannot answer right now. Try again later.":
      "Служба зараз не може відповісти. Спробуйте пізніше.",
    "A server behind this one did not answer in time.":
      "Сервер, що стоїть за цим, не відповів вчасно.",
    "Request {id}": "Запит {id}",
    "This is required.": "Це обов’язково.",
    "This is not valid.": "Це неприпустимо.",
    "There is one with this value already.": "Запис із таким значенням уже існує.",
    "There is one with these values already.": "Запис із такими значеннями вже існує.",
    "There is one with this value on that day already.":
      "Цього дня запис із таким значенням уже існує.",
    "There is one with this value in that month already.":
      "Цього місяця запис із таким значенням уже існує.",
    "There is one with this value in that year already.":
      "Цього року запис із таким значенням уже існує.",
    'The rule "{name}" is not kept.': 'Правило "{name}" не дотримано.',
    "There is no {model} whose {field} is {value}.":
      "Не існує {model}, у якого {field} дорівнює {value}.",
    "Expected {expected}, not {actual}.": "Очікувалося: {expected}; отримано: {actual}.",
    "{value} is not one of the choices: {choices}.": "{value} не належить до варіантів: {choices}.",
    "There is no such key here.": "Такого ключа тут немає.",
    "This key is not allowed.": "Цей ключ не дозволено.",
    "This is nested too deeply.": "Вкладеність надто глибока.",
    "This fits none of the forms it may have.": "Це не підходить до жодної з можливих форм.",
    "At least {limit} characters are needed; there are {actual}.":
      "Найменша кількість знаків: {limit}; зараз: {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "Найбільша кількість знаків: {limit}; зараз: {actual}.",
    "The least that is allowed is {limit}.": "Найменше допустиме значення: {limit}.",
    "The most that is allowed is {limit}.": "Найбільше допустиме значення: {limit}.",
    "This must be greater than {limit}.": "Значення має бути більшим за {limit}.",
    "This must be less than {limit}.": "Значення має бути меншим за {limit}.",
    "This must be a multiple of {step}.": "Значення має бути кратним {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "Значення має бути {offset} плюс кратне {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "Найменша кількість елементів: {limit}; зараз: {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "Найбільша кількість елементів: {limit}; зараз: {actual}.",
    "This is there twice.": "Це трапляється двічі.",
    "This must be a finite number.": "Це має бути скінченне число.",
    "This must be a whole number.": "Це має бути ціле число.",
    "This number is too large to be exact.": "Це число завелике, щоб бути точним.",
    "This does not have the expected form.": "Це не має очікуваного вигляду.",
    "This is not an e-mail address.": "Це не адреса електронної пошти.",
    "This is not a URL with a scheme and a host.": "Це не URL зі схемою та вузлом.",
    "This is not a UUID.": "Це не UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Використовуйте лише літери, цифри, підкреслення та дефіси.",
    "This is not an IP address.": "Це не IP-адреса.",
    "This is not an IPv4 address.": "Це не адреса IPv4.",
    "This is not an IPv6 address.": "Це не адреса IPv6.",
    "This is not a domain name.": "Це не доменне ім’я.",
    "This is not a date like 2026-01-31.": "Це не дата на зразок 2026-01-31.",
    "This is not a time like 14:30:00.": "Це не час на зразок 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Це не дата з часом на зразок 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Бракує зсуву від UTC: наприкінці має стояти Z або +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Це не тривалість на зразок 5m, 1h30m або PT5M.",
    "This is not a decimal number.": "Це не десяткове число.",
    "This is not a list of whole numbers.": "Це не список цілих чисел.",
    "At most {limit} digits are allowed in all.": "Найбільша кількість цифр: {limit}.",
    "At most {limit} digits are allowed after the point.":
      "Найбільша кількість цифр після коми: {limit}.",
    "At most {limit} digits are allowed before the point.":
      "Найбільша кількість цифр перед комою: {limit}.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "Файли із закінченням {extension} не дозволено; дозволено: {allowed}.",
    "Null characters are not allowed.": "Нульові символи не дозволено.",
    "kind of value\u0004text": "текст",
    "kind of value\u0004a number": "число",
    "kind of value\u0004true or false": "істина або хиба",
    "kind of value\u0004nothing": "нічого",
    "kind of value\u0004a list": "список",
    "kind of value\u0004an object": "об’єкт",
    "kind of value\u0004a whole number": "ціле число",
    "kind of value\u0004a duration": "тривалість",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Форму не можна прийняти: термін її дії минув або її надіслала інша сторінка. Завантажте сторінку знову.",
    "The request names a host that is not served here.":
      "У запиті вказано вузол, який тут не обслуговується.",
    "The request was sent by another site.": "Запит надіслав інший сайт.",
    "The {part} of the request is not valid: {place}: {message}":
      "Частина {part} запиту неприпустима: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "Тіло має бути JSON (application/json) або формою.",
    "A form may have {limit} bytes at most.": "Форма може містити щонайбільше {limit} байт.",
    "A form may have {limit} fields at most.": "Найбільша кількість полів форми: {limit}.",
    "The body of the request may have {limit} bytes at most.":
      "Тіло запиту може містити щонайбільше {limit} байт.",
    "A file may have {limit} bytes at most.": "Файл може містити щонайбільше {limit} байт.",
    "The body is not valid JSON.": "Тіло не є правильним JSON.",
    "The request lacks {name}.": "У запиті бракує {name}.",
    "This language is not spoken here.": "Цією мовою тут не розмовляють.",
    "This link has ended.": "Термін дії цього посилання минув.",
    "This link is not valid.": "Це посилання недійсне.",
    "The answer took too long.": "Відповідь тривала надто довго.",
  },
};
