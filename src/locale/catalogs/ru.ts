/** Flagon's own texts in Russian. Made of ../texts/ru.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural:
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
  messages: {
    "http status\u0004Bad Request": "Неверный запрос",
    "http status\u0004Unauthorized": "Требуется вход",
    "http status\u0004Payment Required": "Требуется оплата",
    "http status\u0004Forbidden": "Доступ запрещён",
    "http status\u0004Not Found": "Не найдено",
    "http status\u0004Method Not Allowed": "Метод не разрешён",
    "http status\u0004Not Acceptable": "Неприемлемо",
    "http status\u0004Request Timeout": "Время запроса истекло",
    "http status\u0004Conflict": "Конфликт",
    "http status\u0004Gone": "Больше не существует",
    "http status\u0004Length Required": "Требуется длина",
    "http status\u0004Precondition Failed": "Условие не выполнено",
    "http status\u0004Content Too Large": "Содержимое слишком велико",
    "http status\u0004URI Too Long": "Адрес слишком длинный",
    "http status\u0004Unsupported Media Type": "Тип содержимого не поддерживается",
    "http status\u0004Range Not Satisfiable": "Диапазон недоступен",
    "http status\u0004Unprocessable Content": "Содержимое не может быть обработано",
    "http status\u0004Locked": "Заблокировано",
    "http status\u0004Too Many Requests": "Слишком много запросов",
    "http status\u0004Unavailable For Legal Reasons": "Недоступно по юридическим причинам",
    "http status\u0004Internal Server Error": "Внутренняя ошибка сервера",
    "http status\u0004Not Implemented": "Недоступно",
    "http status\u0004Bad Gateway": "Неверный ответ сервера",
    "http status\u0004Service Unavailable": "Служба недоступна",
    "http status\u0004Gateway Timeout": "Время ожидания сервера истекло",
    "The request could not be understood.": "Не удалось понять запрос.",
    "You have to say who you are to see this.": "Чтобы увидеть это, нужно войти.",
    "You may not do this.": "Вам нельзя этого делать.",
    "There is nothing at this address.": "По этому адресу ничего нет.",
    "This address does not take that method.": "Этот адрес не принимает такой метод.",
    "None of the formats you accept is to be had here.":
      "Ни один из принимаемых вами форматов здесь недоступен.",
    "The request took too long to arrive.": "Запрос шёл слишком долго.",
    "The request does not fit the present state of what it is about.":
      "Запрос не соответствует текущему состоянию того, к чему относится.",
    "What was here is gone for good.": "То, что здесь было, исчезло навсегда.",
    "A condition of the request does not hold.": "Условие запроса не выполнено.",
    "The body of the request is too large.": "Тело запроса слишком велико.",
    "The address is too long.": "Адрес слишком длинный.",
    "The body of the request is of a type that is not taken here.":
      "Тело запроса такого типа здесь не принимается.",
    "The range asked for lies outside of what is there.":
      "Запрошенный диапазон лежит за пределами имеющегося.",
    "The request is well-formed, but what it says is not valid.":
      "Запрос составлен правильно, но его содержание недопустимо.",
    "What the request is about is locked.": "То, к чему относится запрос, заблокировано.",
    "There were too many requests in a short time.":
      "За короткое время поступило слишком много запросов.",
    "This cannot be shown for legal reasons.": "Это нельзя показать по юридическим причинам.",
    "Something went wrong on our side.": "У нас что-то пошло не так.",
    "This is not to be had here.": "Этого здесь нет.",
    "A server behind this one gave an invalid answer.":
      "Сервер, стоящий за этим, дал неверный ответ.",
    "The service cannot answer right now. Try again later.":
      "Служба сейчас не может ответить. Попробуйте позже.",
    "A server behind this one did not answer in time.":
      "Сервер, стоящий за этим, не ответил вовремя.",
    "Request {id}": "Запрос {id}",
    "This is required.": "Это обязательно.",
    "This is not valid.": "Это недопустимо.",
    "There is one with this value already.": "Запись с таким значением уже существует.",
    "There is one with these values already.": "Запись с такими значениями уже существует.",
    "There is one with this value on that day already.":
      "В этот день запись с таким значением уже существует.",
    "There is one with this value in that month already.":
      "В этом месяце запись с таким значением уже существует.",
    "There is one with this value in that year already.":
      "В этом году запись с таким значением уже существует.",
    'The rule "{name}" is not kept.': 'Правило "{name}" не соблюдено.',
    "There is no {model} whose {field} is {value}.":
      "Не существует {model}, у которого {field} равно {value}.",
    "Expected {expected}, not {actual}.": "Ожидалось: {expected}; получено: {actual}.",
    "{value} is not one of the choices: {choices}.":
      "{value} не входит в число вариантов: {choices}.",
    "There is no such key here.": "Такого ключа здесь нет.",
    "This key is not allowed.": "Этот ключ не разрешён.",
    "This is nested too deeply.": "Вложенность слишком глубока.",
    "This fits none of the forms it may have.": "Это не подходит ни к одной из возможных форм.",
    "At least {limit} characters are needed; there are {actual}.":
      "Наименьшее число знаков: {limit}; сейчас: {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "Наибольшее число знаков: {limit}; сейчас: {actual}.",
    "The least that is allowed is {limit}.": "Наименьшее допустимое значение: {limit}.",
    "The most that is allowed is {limit}.": "Наибольшее допустимое значение: {limit}.",
    "This must be greater than {limit}.": "Значение должно быть больше {limit}.",
    "This must be less than {limit}.": "Значение должно быть меньше {limit}.",
    "This must be a multiple of {step}.": "Значение должно быть кратно {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "Значение должно быть {offset} плюс кратное {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "Наименьшее число элементов: {limit}; сейчас: {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "Наибольшее число элементов: {limit}; сейчас: {actual}.",
    "This is there twice.": "Это встречается дважды.",
    "This must be a finite number.": "Это должно быть конечное число.",
    "This must be a whole number.": "Это должно быть целое число.",
    "This number is too large to be exact.": "Это число слишком велико, чтобы быть точным.",
    "This does not have the expected form.": "Это не имеет ожидаемого вида.",
    "This is not an e-mail address.": "Это не адрес электронной почты.",
    "This is not a URL with a scheme and a host.": "Это не URL со схемой и узлом.",
    "This is not a UUID.": "Это не UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "Используйте только буквы, цифры, подчёркивания и дефисы.",
    "This is not an IP address.": "Это не IP-адрес.",
    "This is not an IPv4 address.": "Это не адрес IPv4.",
    "This is not an IPv6 address.": "Это не адрес IPv6.",
    "This is not a domain name.": "Это не доменное имя.",
    "This is not a date like 2026-01-31.": "Это не дата вида 2026-01-31.",
    "This is not a time like 14:30:00.": "Это не время вида 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Это не дата со временем вида 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "Не указано смещение от UTC: в конце должно стоять Z или +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Это не длительность вида 5m, 1h30m или PT5M.",
    "This is not a decimal number.": "Это не десятичное число.",
    "This is not a list of whole numbers.": "Это не список целых чисел.",
    "At most {limit} digits are allowed in all.": "Наибольшее число цифр: {limit}.",
    "At most {limit} digits are allowed after the point.":
      "Наибольшее число цифр после запятой: {limit}.",
    "At most {limit} digits are allowed before the point.":
      "Наибольшее число цифр до запятой: {limit}.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "Файлы с окончанием {extension} не разрешены; разрешены: {allowed}.",
    "Null characters are not allowed.": "Нулевые символы не разрешены.",
    "kind of value\u0004text": "текст",
    "kind of value\u0004a number": "число",
    "kind of value\u0004true or false": "истина или ложь",
    "kind of value\u0004nothing": "ничего",
    "kind of value\u0004a list": "список",
    "kind of value\u0004an object": "объект",
    "kind of value\u0004a whole number": "целое число",
    "kind of value\u0004a duration": "длительность",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Форму нельзя принять: срок её действия истёк или её отправила другая страница. Загрузите страницу заново.",
    "The request names a host that is not served here.":
      "В запросе указан узел, который здесь не обслуживается.",
    "The request was sent by another site.": "Запрос был отправлен другим сайтом.",
    "The {part} of the request is not valid: {place}: {message}":
      "Часть {part} запроса недопустима: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "Тело должно быть JSON (application/json) или формой.",
    "A form may have {limit} bytes at most.": "Форма может содержать не более {limit} байт.",
    "A form may have {limit} fields at most.": "Наибольшее число полей формы: {limit}.",
    "The body of the request may have {limit} bytes at most.":
      "Тело запроса может содержать не более {limit} байт.",
    "A file may have {limit} bytes at most.": "Файл может содержать не более {limit} байт.",
    "The body is not valid JSON.": "Тело не является правильным JSON.",
    "The request lacks {name}.": "В запросе не хватает {name}.",
    "This language is not spoken here.": "На этом языке здесь не говорят.",
    "This link has ended.": "Срок действия этой ссылки истёк.",
    "This link is not valid.": "Эта ссылка недействительна.",
    "The answer took too long.": "Ответ занял слишком много времени.",
  },
};
