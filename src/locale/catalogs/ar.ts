/** Flagon's own texts in Arabic. Made of ../texts/ar.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural:
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
  messages: {
    "http status\u0004Bad Request": "طلب غير صالح",
    "http status\u0004Unauthorized": "يلزم تسجيل الدخول",
    "http status\u0004Payment Required": "يلزم الدفع",
    "http status\u0004Forbidden": "الوصول مرفوض",
    "http status\u0004Not Found": "غير موجود",
    "http status\u0004Method Not Allowed": "الطريقة غير مسموح بها",
    "http status\u0004Not Acceptable": "غير مقبول",
    "http status\u0004Request Timeout": "انتهت مهلة الطلب",
    "http status\u0004Conflict": "تعارض",
    "http status\u0004Gone": "لم يعد موجودًا",
    "http status\u0004Length Required": "الطول مطلوب",
    "http status\u0004Precondition Failed": "لم يتحقق الشرط المسبق",
    "http status\u0004Content Too Large": "المحتوى كبير جدًا",
    "http status\u0004URI Too Long": "العنوان طويل جدًا",
    "http status\u0004Unsupported Media Type": "نوع المحتوى غير مدعوم",
    "http status\u0004Range Not Satisfiable": "النطاق غير متاح",
    "http status\u0004Unprocessable Content": "لا يمكن معالجة المحتوى",
    "http status\u0004Locked": "مقفل",
    "http status\u0004Too Many Requests": "طلبات كثيرة جدًا",
    "http status\u0004Unavailable For Legal Reasons": "غير متاح لأسباب قانونية",
    "http status\u0004Internal Server Error": "خطأ داخلي في الخادم",
    "http status\u0004Not Implemented": "غير متوفر",
    "http status\u0004Bad Gateway": "استجابة خاطئة من خادم",
    "http status\u0004Service Unavailable": "الخدمة غير متاحة",
    "http status\u0004Gateway Timeout": "انتهت مهلة أحد الخوادم",
    "The request could not be understood.": "تعذر فهم الطلب.",
    "You have to say who you are to see this.": "يجب تسجيل الدخول لرؤية هذا.",
    "You may not do this.": "لا يُسمح لك بفعل هذا.",
    "There is nothing at this address.": "لا يوجد شيء في هذا العنوان.",
    "This address does not take that method.": "هذا العنوان لا يقبل تلك الطريقة.",
    "None of the formats you accept is to be had here.": "لا يتوفر هنا أي من التنسيقات التي تقبلها.",
    "The request took too long to arrive.": "استغرق وصول الطلب وقتًا طويلًا.",
    "The request does not fit the present state of what it is about.":
      "لا يناسب الطلب الحالة الراهنة لما يتعلق به.",
    "What was here is gone for good.": "ما كان هنا أزيل نهائيًا.",
    "A condition of the request does not hold.": "أحد شروط الطلب غير متحقق.",
    "The body of the request is too large.": "متن الطلب كبير جدًا.",
    "The address is too long.": "العنوان طويل جدًا.",
    "The body of the request is of a type that is not taken here.":
      "متن الطلب من نوع غير مقبول هنا.",
    "The range asked for lies outside of what is there.": "النطاق المطلوب يقع خارج ما هو موجود.",
    "The request is well-formed, but what it says is not valid.":
      "صياغة الطلب سليمة، لكن مضمونه غير صالح.",
    "What the request is about is locked.": "ما يتعلق به الطلب مقفل.",
    "There were too many requests in a short time.": "وردت طلبات كثيرة جدًا في وقت قصير.",
    "This cannot be shown for legal reasons.": "لا يمكن عرض هذا لأسباب قانونية.",
    "Something went wrong on our side.": "حدث خطأ ما من جانبنا.",
    "This is not to be had here.": "هذا غير متوفر هنا.",
    "A server behind this one gave an invalid answer.":
      "أعطى خادم خلف هذا الخادم استجابة غير صالحة.",
    "The service cannot answer right now. Try again later.":
      "لا تستطيع الخدمة الرد الآن. حاول مرة أخرى لاحقًا.",
    "A server behind this one did not answer in time.":
      "لم يستجب خادم خلف هذا الخادم في الوقت المناسب.",
    "Request {id}": "الطلب {id}",
    "This is required.": "هذا مطلوب.",
    "This is not valid.": "هذا غير صالح.",
    "There is one with this value already.": "يوجد بالفعل عنصر بهذه القيمة.",
    "There is one with these values already.": "يوجد بالفعل عنصر بهذه القيم.",
    "There is one with this value on that day already.":
      "يوجد بالفعل عنصر بهذه القيمة في ذلك اليوم.",
    "There is one with this value in that month already.":
      "يوجد بالفعل عنصر بهذه القيمة في ذلك الشهر.",
    "There is one with this value in that year already.":
      "يوجد بالفعل عنصر بهذه القيمة في تلك السنة.",
    'The rule "{name}" is not kept.': 'لم تُراعَ القاعدة "{name}".',
    "There is no {model} whose {field} is {value}.": "لا يوجد {model} يكون فيه {field} هو {value}.",
    "Expected {expected}, not {actual}.": "المتوقع: {expected}؛ الوارد: {actual}.",
    "{value} is not one of the choices: {choices}.": "{value} ليس من الخيارات: {choices}.",
    "There is no such key here.": "لا يوجد هنا مفتاح كهذا.",
    "This key is not allowed.": "هذا المفتاح غير مسموح به.",
    "This is nested too deeply.": "التداخل عميق جدًا.",
    "This fits none of the forms it may have.": "هذا لا يناسب أيًا من الأشكال الممكنة.",
    "At least {limit} characters are needed; there are {actual}.":
      "الحد الأدنى لعدد المحارف {limit}؛ العدد الآن {actual}.",
    "At most {limit} characters are allowed; there are {actual}.":
      "الحد الأقصى لعدد المحارف {limit}؛ العدد الآن {actual}.",
    "The least that is allowed is {limit}.": "أصغر قيمة مسموح بها هي {limit}.",
    "The most that is allowed is {limit}.": "أكبر قيمة مسموح بها هي {limit}.",
    "This must be greater than {limit}.": "يجب أن يكون هذا أكبر من {limit}.",
    "This must be less than {limit}.": "يجب أن يكون هذا أصغر من {limit}.",
    "This must be a multiple of {step}.": "يجب أن يكون هذا من مضاعفات {step}.",
    "This must be {offset} plus a multiple of {step}.":
      "يجب أن يكون هذا {offset} زائد أحد مضاعفات {step}.",
    "At least {limit} items are needed; there are {actual}.":
      "الحد الأدنى لعدد العناصر {limit}؛ العدد الآن {actual}.",
    "At most {limit} items are allowed; there are {actual}.":
      "الحد الأقصى لعدد العناصر {limit}؛ العدد الآن {actual}.",
    "This is there twice.": "هذا مكرر.",
    "This must be a finite number.": "يجب أن يكون هذا عددًا منتهيًا.",
    "This must be a whole number.": "يجب أن يكون هذا عددًا صحيحًا.",
    "This number is too large to be exact.": "هذا العدد أكبر من أن يكون دقيقًا.",
    "This does not have the expected form.": "هذا ليس بالشكل المتوقع.",
    "This is not an e-mail address.": "هذا ليس عنوان بريد إلكتروني.",
    "This is not a URL with a scheme and a host.": "هذا ليس عنوان URL له مخطط ومضيف.",
    "This is not a UUID.": "هذا ليس UUID.",
    "Use letters, digits, underscores and hyphens only.":
      "استخدم الحروف والأرقام والشرطات والشرطات السفلية فقط.",
    "This is not an IP address.": "هذا ليس عنوان IP.",
    "This is not an IPv4 address.": "هذا ليس عنوان IPv4.",
    "This is not an IPv6 address.": "هذا ليس عنوان IPv6.",
    "This is not a domain name.": "هذا ليس اسم نطاق.",
    "This is not a date like 2026-01-31.": "هذا ليس تاريخًا مثل 2026-01-31.",
    "This is not a time like 14:30:00.": "هذا ليس وقتًا مثل 14:30:00.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "هذا ليس تاريخًا ووقتًا مثل 2026-01-31T14:30:00Z.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "الفرق عن UTC مفقود: يجب أن ينتهي بـ Z أو +01:00.",
    "This is not a duration like 5m, 1h30m or PT5M.": "هذه ليست مدة مثل 5m أو 1h30m أو PT5M.",
    "This is not a decimal number.": "هذا ليس عددًا عشريًا.",
    "This is not a list of whole numbers.": "هذه ليست قائمة أعداد صحيحة.",
    "At most {limit} digits are allowed in all.": "الحد الأقصى لعدد الأرقام هو {limit}.",
    "At most {limit} digits are allowed after the point.":
      "الحد الأقصى لعدد الأرقام بعد الفاصلة هو {limit}.",
    "At most {limit} digits are allowed before the point.":
      "الحد الأقصى لعدد الأرقام قبل الفاصلة هو {limit}.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "الملفات المنتهية بـ {extension} غير مسموح بها؛ المسموح به: {allowed}.",
    "Null characters are not allowed.": "المحارف الصفرية غير مسموح بها.",
    "kind of value\u0004text": "نص",
    "kind of value\u0004a number": "عدد",
    "kind of value\u0004true or false": "صواب أو خطأ",
    "kind of value\u0004nothing": "لا شيء",
    "kind of value\u0004a list": "قائمة",
    "kind of value\u0004an object": "كائن",
    "kind of value\u0004a whole number": "عدد صحيح",
    "kind of value\u0004a duration": "مدة",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "لا يمكن قبول النموذج: انتهت صلاحيته أو أرسلته صفحة أخرى. أعد تحميل الصفحة.",
    "The request names a host that is not served here.": "يذكر الطلب مضيفًا لا يُخدم هنا.",
    "The request was sent by another site.": "أُرسل الطلب من موقع آخر.",
    "The {part} of the request is not valid: {place}: {message}":
      "الجزء {part} من الطلب غير صالح: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "يجب أن يكون المتن JSON (application/json) أو نموذجًا.",
    "A form may have {limit} bytes at most.": "الحد الأقصى للنموذج {limit} بايت.",
    "A form may have {limit} fields at most.": "الحد الأقصى لحقول النموذج {limit}.",
    "The body of the request may have {limit} bytes at most.":
      "الحد الأقصى لمتن الطلب {limit} بايت.",
    "A file may have {limit} bytes at most.": "الحد الأقصى للملف {limit} بايت.",
    "The body is not valid JSON.": "المتن ليس JSON صالحًا.",
    "The request lacks {name}.": "ينقص الطلب {name}.",
    "This language is not spoken here.": "هذه اللغة غير متاحة هنا.",
    "This link has ended.": "انتهت صلاحية هذا الرابط.",
    "This link is not valid.": "هذا الرابط غير صالح.",
    "The answer took too long.": "استغرق الرد وقتًا طويلًا.",
  },
};
