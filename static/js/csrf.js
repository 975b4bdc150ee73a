// The token a post has to carry. It changes with every login, also one in another window, so that
// the token the page came with may be out of date; that of the cookie never is.

export function csrfToken(ofPage) {
  const found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return found ? found[1] : ofPage;
}
