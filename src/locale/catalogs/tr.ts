/** Flagon's own texts in Turkish. Made of ../texts/tr.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=2; plural=(n != 1);",
  messages: {
    "http status\u0004Bad Request": "Hatalı istek",
    "http status\u0004Unauthorized": "Oturum açmak gerekli",
    "http status\u0004Payment Required": "Ödeme gerekli",
    "http status\u0004Forbidden": "Erişim engellendi",
    "http status\u0004Not Found": "Bulunamadı",
    "http status\u0004Method Not Allowed": "Yönteme izin verilmiyor",
    "http status\u0004Not Acceptable": "Kabul edilemez",
    "http status\u0004Request Timeout": "İstek zaman aşımına uğradı",
    "http status\u0004Conflict": "Çakışma",
    "http status\u0004Gone": "Artık yok",
    "http status\u0004Length Required": "Uzunluk gerekli",
    "http status\u0004Precondition Failed": "Ön koşul sağlanmadı",
    "http status\u0004Content Too Large": "İçerik çok büyük",
    "http status\u0004URI Too Long": "Adres çok uzun",
    "http status\u0004Unsupported Media Type": "Desteklenmeyen içerik türü",
    "http status\u0004Range Not Satisfiable": "Aralık sağlanamıyor",
    "http status\u0004Unprocessable Content": "İçerik işlenemiyor",
    "http status\u0004Locked": "Kilitli",
    "http status\u0004Too Many Requests": "Çok fazla istek",
    "http status\u0004Unavailable For Legal Reasons": "Yasal nedenlerle kullanılamıyor",
    "http status\u0004Internal Server Error": "Sunucu iç hatası",
    "http status\u0004Not Implemented": "Mevcut değil",
    "http status\u0004Bad Gateway": "Bir sunucudan hatalı yanıt",
    "http status\u0004Service Unavailable": "Hizmet kullanılamıyor",
    "http status\u0004Gateway Timeout": "Bir sunucu zaman aşımına uğradı",
    "The request could not be understood.": "İstek anlaşılamadı.",
    "You have to say who you are to see this.": "Bunu görmek için oturum açmalısınız.",
    "You may not do this.": "Bunu yapma izniniz yok.",
    "There is nothing at this address.": "Bu adreste bir şey yok.",
    "This address does not take that method.": "Bu adres o yöntemi kabul etmiyor.",
    "None of the formats you accept is to be had here.":
      "Kabul ettiğiniz biçimlerin hiçbiri burada yok.",
    "The request took too long to arrive.": "İsteğin gelmesi çok uzun sürdü.",
    "The request does not fit the present state of what it is about.":
      "İstek, ilgili olduğu şeyin şu anki durumuna uymuyor.",
    "What was here is gone for good.": "Burada olan şey kalıcı olarak kaldırıldı.",
    "A condition of the request does not hold.": "İsteğin bir koşulu sağlanmıyor.",
    "The body of the request is too large.": "İsteğin gövdesi çok büyük.",
    "The address is too long.": "Adres çok uzun.",
    "The body of the request is of a type that is not taken here.":
      "İsteğin gövdesi burada kabul edilmeyen bir türde.",
    "The range asked for lies outside of what is there.": "İstenen aralık var olanın dışında.",
    "The request is well-formed, but what it says is not valid.":
      "İstek düzgün biçimli, ancak içeriği geçerli değil.",
    "What the request is about is locked.": "İsteğin ilgili olduğu şey kilitli.",
    "There were too many requests in a short time.": "Kısa sürede çok fazla istek geldi.",
    "This cannot be shown for legal reasons.": "Bu, yasal nedenlerle gösterilemiyor.",
    "Something went wrong on our side.": "Bizim tarafımızda bir şeyler ters gitti.",
    "This is not to be had here.": "Bu burada mevcut değil.",
    "A server behind this one gave an invalid answer.":
      "Arkadaki bir sunucu geçersiz bir yanıt verdi.",
    "The service cannot answer right now. Try again later.":
      "Hizmet şu anda yanıt veremiyor. Daha sonra yeniden deneyin.",
    "A server behind this one did not answer in time.":
      "Arkadaki bir sunucu zamanında yanıt vermedi.",
    "Request {id}": "İstek {id}",
    "This is required.": "Bu zorunludur.",
    "This is not valid.": "Bu geçerli değil.",
    "There is one with this value already.": "Bu değere sahip bir kayıt zaten var.",
    "There is one with these values already.": "Bu değerlere sahip bir kayıt zaten var.",
    "There is one with this value on that day already.":
      "O gün için bu değere sahip bir kayıt zaten var.",
    "There is one with this value in that month already.":
      "O ay için bu değere sahip bir kayıt zaten var.",
    "There is one with this value in that year already.":
      "O yıl için bu değere sahip bir kayıt zaten var.",
    'The rule "{name}" is not kept.': '"{name}" kuralına uyulmuyor.',
    "There is no {model} whose {field} is {value}.": "{field} değeri {value} olan bir {model} yok.",
    "Expected {expected}, not {actual}.": "Beklenen: {expected}; gelen: {actual}.",
    "{value} is not one of the choices: {choices}.": "{value} seçeneklerden biri değil: {choices}.",
    "There is no such key here.": "Burada böyle bir anahtar yok.",
    "This key is not allowed.": "Bu anahtara izin verilmiyor.",
    "This is nested too deeply.": "Bu çok derin iç içe geçmiş.",
    "This fits none of the forms it may have.": "Bu, olası biçimlerin hiçbirine uymuyor.",
    "At least {limit} characters are needed; there are {actual}.":
      "En az {limit} karakter gerekli; {actual} karakter var.",
    "At most {limit} characters are allowed; there are {actual}.":
      "En fazla {limit} karaktere izin var; {actual} karakter var.",
    "The least that is allowed is {limit}.": "İzin verilen en küçük değer {limit}.",
    "The most that is allowed is {limit}.": "İzin verilen en büyük değer {limit}.",
    "This must be greater than {limit}.": "Bu, {limit} değerinden büyük olmalı.",
    "This must be less than {limit}.": "Bu, {limit} değerinden küçük olmalı.",
    "This must be a multiple of {step}.": "Bu, {step} sayısının katı olmalı.",
    "This must be {offset} plus a multiple of {step}.":
      "Bu, {offset} artı {step} sayısının katı olmalı.",
    "At least {limit} items are needed; there are {actual}.":
      "En az {limit} öğe gerekli; {actual} öğe var.",
    "At most {limit} items are allowed; there are {actual}.":
      "En fazla {limit} öğeye izin var; {actual} öğe var.",
    "This is there twice.": "Bu iki kez var.",
    "This must be a finite number.": "Bu sonlu bir sayı olmalı.",
    "This must be a whole number.": "Bu bir tam sayı olmalı.",
    "This number is too large to be exact.": "Bu sayı kesin olamayacak kadar büyük.",
    "This does not have the expected form.": "Bu beklenen biçimde değil.",
    "This is not an e-mail address.": "Bu bir e-posta adresi değil.",
    "This is not a URL with a scheme and a host.": "Bu, şeması ve sunucusu olan bir URL değil.",
    "This is not a UUID.": "Bu bir UUID değil.",
    "Use letters, digits, underscores and hyphens only.":
      "Yalnızca harf, rakam, alt çizgi ve kısa çizgi kullanın.",
    "This is not an IP address.": "Bu bir IP adresi değil.",
    "This is not an IPv4 address.": "Bu bir IPv4 adresi değil.",
    "This is not an IPv6 address.": "Bu bir IPv6 adresi değil.",
    "This is not a domain name.": "Bu bir alan adı değil.",
    "This is not a date like 2026-01-31.": "Bu, 2026-01-31 gibi bir tarih değil.",
    "This is not a time like 14:30:00.": "Bu, 14:30:00 gibi bir saat değil.",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "Bu, 2026-01-31T14:30:00Z gibi bir tarih ve saat değil.",
    "The offset from UTC is missing: end with Z or +01:00.":
      "UTC farkı eksik: sonunda Z ya da +01:00 olmalı.",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "Bu; 5m, 1h30m ya da PT5M gibi bir süre değil.",
    "This is not a decimal number.": "Bu bir ondalık sayı değil.",
    "This is not a list of whole numbers.": "Bu bir tam sayı listesi değil.",
    "At most {limit} digits are allowed in all.": "Toplamda en fazla {limit} rakama izin var.",
    "At most {limit} digits are allowed after the point.":
      "Virgülden sonra en fazla {limit} rakama izin var.",
    "At most {limit} digits are allowed before the point.":
      "Virgülden önce en fazla {limit} rakama izin var.",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "{extension} ile biten dosyalara izin yok; izin verilenler: {allowed}.",
    "Null characters are not allowed.": "Boş (null) karakterlere izin yok.",
    "kind of value\u0004text": "metin",
    "kind of value\u0004a number": "sayı",
    "kind of value\u0004true or false": "doğru ya da yanlış",
    "kind of value\u0004nothing": "hiçbir şey",
    "kind of value\u0004a list": "liste",
    "kind of value\u0004an object": "nesne",
    "kind of value\u0004a whole number": "tam sayı",
    "kind of value\u0004a duration": "süre",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "Form kabul edilemiyor: süresi dolmuş ya da başka bir sayfa göndermiş. Sayfayı yeniden yükleyin.",
    "The request names a host that is not served here.":
      "İstek, burada hizmet verilmeyen bir sunucunun adını taşıyor.",
    "The request was sent by another site.": "İstek başka bir site tarafından gönderildi.",
    "The {part} of the request is not valid: {place}: {message}":
      "İsteğin {part} bölümü geçerli değil: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "Gövde JSON (application/json) ya da bir form olmalı.",
    "A form may have {limit} bytes at most.": "Bir form en fazla {limit} bayt olabilir.",
    "A form may have {limit} fields at most.": "Bir formda en fazla {limit} alan olabilir.",
    "The body of the request may have {limit} bytes at most.":
      "İsteğin gövdesi en fazla {limit} bayt olabilir.",
    "A file may have {limit} bytes at most.": "Bir dosya en fazla {limit} bayt olabilir.",
    "The body is not valid JSON.": "Gövde geçerli JSON değil.",
    "The request lacks {name}.": "İstekte {name} eksik.",
    "This language is not spoken here.": "Bu dil burada konuşulmuyor.",
    "This link has ended.": "Bu bağlantının süresi doldu.",
    "This link is not valid.": "Bu bağlantı geçerli değil.",
    "The answer took too long.": "Yanıt çok uzun sürdü.",
  },
};
