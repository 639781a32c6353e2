/** Flagon's own texts in Japanese. Made of ../texts/ja.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = {
  plural: "nplurals=1; plural=0;",
  messages: {
    "http status\u0004Bad Request": "不正なリクエスト",
    "http status\u0004Unauthorized": "認証が必要です",
    "http status\u0004Payment Required": "支払いが必要です",
    "http status\u0004Forbidden": "アクセスできません",
    "http status\u0004Not Found": "見つかりません",
    "http status\u0004Method Not Allowed": "許可されていないメソッド",
    "http status\u0004Not Acceptable": "受け入れられません",
    "http status\u0004Request Timeout": "リクエストの時間切れ",
    "http status\u0004Conflict": "競合",
    "http status\u0004Gone": "もうありません",
    "http status\u0004Length Required": "長さが必要です",
    "http status\u0004Precondition Failed": "前提条件を満たしていません",
    "http status\u0004Content Too Large": "内容が大きすぎます",
    "http status\u0004URI Too Long": "アドレスが長すぎます",
    "http status\u0004Unsupported Media Type": "対応していないメディアタイプ",
    "http status\u0004Range Not Satisfiable": "範囲を満たせません",
    "http status\u0004Unprocessable Content": "処理できない内容",
    "http status\u0004Locked": "ロックされています",
    "http status\u0004Too Many Requests": "リクエストが多すぎます",
    "http status\u0004Unavailable For Legal Reasons": "法的な理由により利用できません",
    "http status\u0004Internal Server Error": "サーバー内部エラー",
    "http status\u0004Not Implemented": "利用できません",
    "http status\u0004Bad Gateway": "サーバーからの不正な応答",
    "http status\u0004Service Unavailable": "サービスを利用できません",
    "http status\u0004Gateway Timeout": "サーバーの応答の時間切れ",
    "The request could not be understood.": "リクエストを理解できませんでした。",
    "You have to say who you are to see this.": "表示するにはログインが必要です。",
    "You may not do this.": "この操作は許可されていません。",
    "There is nothing at this address.": "このアドレスには何もありません。",
    "This address does not take that method.": "このアドレスはそのメソッドを受け付けません。",
    "None of the formats you accept is to be had here.":
      "受け入れ可能な形式のものはここにはありません。",
    "The request took too long to arrive.": "リクエストの到着に時間がかかりすぎました。",
    "The request does not fit the present state of what it is about.":
      "リクエストは対象の現在の状態に合いません。",
    "What was here is gone for good.": "ここにあったものは完全になくなりました。",
    "A condition of the request does not hold.": "リクエストの条件が満たされていません。",
    "The body of the request is too large.": "リクエストの本文が大きすぎます。",
    "The address is too long.": "アドレスが長すぎます。",
    "The body of the request is of a type that is not taken here.":
      "リクエストの本文はここでは受け付けない種類です。",
    "The range asked for lies outside of what is there.":
      "要求された範囲は存在する範囲の外にあります。",
    "The request is well-formed, but what it says is not valid.":
      "リクエストの形式は正しいですが、内容が有効ではありません。",
    "What the request is about is locked.": "リクエストの対象はロックされています。",
    "There were too many requests in a short time.": "短時間にリクエストが多すぎました。",
    "This cannot be shown for legal reasons.": "法的な理由により表示できません。",
    "Something went wrong on our side.": "こちら側で問題が発生しました。",
    "This is not to be had here.": "ここでは利用できません。",
    "A server behind this one gave an invalid answer.": "背後のサーバーが不正な応答を返しました。",
    "The service cannot answer right now. Try again later.":
      "サービスは現在応答できません。後でもう一度お試しください。",
    "A server behind this one did not answer in time.":
      "背後のサーバーが時間内に応答しませんでした。",
    "Request {id}": "リクエスト {id}",
    "This is required.": "必須です。",
    "This is not valid.": "有効ではありません。",
    "There is one with this value already.": "この値を持つものはすでに存在します。",
    "There is one with these values already.": "これらの値を持つものはすでに存在します。",
    "There is one with this value on that day already.":
      "その日にはこの値を持つものがすでに存在します。",
    "There is one with this value in that month already.":
      "その月にはこの値を持つものがすでに存在します。",
    "There is one with this value in that year already.":
      "その年にはこの値を持つものがすでに存在します。",
    'The rule "{name}" is not kept.': "規則「{name}」が守られていません。",
    "There is no {model} whose {field} is {value}.":
      "{field} が {value} である {model} は存在しません。",
    "Expected {expected}, not {actual}.": "{expected}が必要ですが、{actual}でした。",
    "{value} is not one of the choices: {choices}.": "{value} は選択肢にありません: {choices}。",
    "There is no such key here.": "そのようなキーはありません。",
    "This key is not allowed.": "このキーは許可されていません。",
    "This is nested too deeply.": "入れ子が深すぎます。",
    "This fits none of the forms it may have.": "可能などの形にも合いません。",
    "At least {limit} characters are needed; there are {actual}.":
      "{limit} 文字以上必要です (現在 {actual} 文字)。",
    "At most {limit} characters are allowed; there are {actual}.":
      "{limit} 文字以内にしてください (現在 {actual} 文字)。",
    "The least that is allowed is {limit}.": "最小値は {limit} です。",
    "The most that is allowed is {limit}.": "最大値は {limit} です。",
    "This must be greater than {limit}.": "{limit} より大きくなければなりません。",
    "This must be less than {limit}.": "{limit} より小さくなければなりません。",
    "This must be a multiple of {step}.": "{step} の倍数でなければなりません。",
    "This must be {offset} plus a multiple of {step}.":
      "{offset} に {step} の倍数を足した数でなければなりません。",
    "At least {limit} items are needed; there are {actual}.":
      "{limit} 個以上必要です (現在 {actual} 個)。",
    "At most {limit} items are allowed; there are {actual}.":
      "{limit} 個以内にしてください (現在 {actual} 個)。",
    "This is there twice.": "重複しています。",
    "This must be a finite number.": "有限の数でなければなりません。",
    "This must be a whole number.": "整数でなければなりません。",
    "This number is too large to be exact.": "数が大きすぎて正確に扱えません。",
    "This does not have the expected form.": "期待される形ではありません。",
    "This is not an e-mail address.": "メールアドレスではありません。",
    "This is not a URL with a scheme and a host.": "スキームとホストのある URL ではありません。",
    "This is not a UUID.": "UUID ではありません。",
    "Use letters, digits, underscores and hyphens only.":
      "文字、数字、アンダースコア、ハイフンのみ使用できます。",
    "This is not an IP address.": "IP アドレスではありません。",
    "This is not an IPv4 address.": "IPv4 アドレスではありません。",
    "This is not an IPv6 address.": "IPv6 アドレスではありません。",
    "This is not a domain name.": "ドメイン名ではありません。",
    "This is not a date like 2026-01-31.": "2026-01-31 のような日付ではありません。",
    "This is not a time like 14:30:00.": "14:30:00 のような時刻ではありません。",
    "This is not a date and time like 2026-01-31T14:30:00Z.":
      "2026-01-31T14:30:00Z のような日時ではありません。",
    "The offset from UTC is missing: end with Z or +01:00.":
      "UTC との時差がありません。末尾に Z か +01:00 が必要です。",
    "This is not a duration like 5m, 1h30m or PT5M.":
      "5m、1h30m、PT5M のような時間の長さではありません。",
    "This is not a decimal number.": "小数ではありません。",
    "This is not a list of whole numbers.": "整数のリストではありません。",
    "At most {limit} digits are allowed in all.": "全体で最大 {limit} 桁です。",
    "At most {limit} digits are allowed after the point.": "小数点以下は最大 {limit} 桁です。",
    "At most {limit} digits are allowed before the point.": "小数点より前は最大 {limit} 桁です。",
    "Files ending in {extension} are not allowed; allowed are: {allowed}.":
      "{extension} で終わるファイルは許可されていません。許可されているもの: {allowed}。",
    "Null characters are not allowed.": "ヌル文字は許可されていません。",
    "kind of value\u0004text": "文字列",
    "kind of value\u0004a number": "数",
    "kind of value\u0004true or false": "真偽値",
    "kind of value\u0004nothing": "空",
    "kind of value\u0004a list": "リスト",
    "kind of value\u0004an object": "オブジェクト",
    "kind of value\u0004a whole number": "整数",
    "kind of value\u0004a duration": "時間の長さ",
    "The form cannot be taken: it has expired, or another page sent it. Load the page again.":
      "フォームを受け付けられません。期限が切れたか、別のページから送信されました。ページを再読み込みしてください。",
    "The request names a host that is not served here.":
      "リクエストのホストはここでは扱っていません。",
    "The request was sent by another site.": "リクエストは別のサイトから送信されました。",
    "The {part} of the request is not valid: {place}: {message}":
      "リクエストの {part} が有効ではありません: {place}: {message}",
    "The body has to be JSON (application/json) or a form.":
      "本文は JSON (application/json) かフォームでなければなりません。",
    "A form may have {limit} bytes at most.": "フォームは最大 {limit} バイトです。",
    "A form may have {limit} fields at most.": "フォームの項目は最大 {limit} 個です。",
    "The body of the request may have {limit} bytes at most.":
      "リクエストの本文は最大 {limit} バイトです。",
    "A file may have {limit} bytes at most.": "ファイルは最大 {limit} バイトです。",
    "The body is not valid JSON.": "本文は有効な JSON ではありません。",
    "The request lacks {name}.": "リクエストに {name} がありません。",
    "This language is not spoken here.": "この言語には対応していません。",
    "This link has ended.": "このリンクは期限切れです。",
    "This link is not valid.": "このリンクは有効ではありません。",
    "The answer took too long.": "応答に時間がかかりすぎました。",
  },
};
