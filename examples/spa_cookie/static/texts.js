const TEXTS = {
  en: {
    username: "Name",
    password: "Password",
    logIn: "Log in",
    register: "Register",
    since: "Registered",
    answer: "The protected answer",
    call: "Ask for it",
    logOut: "Log out",
    hello: (name) => `Hello, ${name}`,
    offline: "The server does not answer. Please try again.",
  },
  ko: {
    username: "이름",
    password: "비밀번호",
    logIn: "로그인",
    register: "가입",
    since: "가입한 날",
    answer: "보호된 응답",
    call: "요청하기",
    logOut: "로그아웃",
    hello: (name) => `${name} 님, 안녕하세요`,
    offline: "서버가 응답하지 않습니다. 다시 시도해 주시기 바랍니다.",
  },
};

// The server chooses its language by Accept-Language, which is made from the same list.
export const language = navigator.languages.map((tag) => tag.split("-")[0]).find((tag) => tag in TEXTS) ?? "en";
export const texts = TEXTS[language];
