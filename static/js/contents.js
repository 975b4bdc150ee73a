// Marks the section being read in the contents. The page is complete without it.
"use strict";

(function () {
  if (!("IntersectionObserver" in window)) {
    return;
  }
  const links = new Map();
  document.querySelectorAll(".contents-desk a").forEach(function (link) {
    links.set(link.getAttribute("href").slice(1), link);
  });
  let current = null;
  const observer = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) {
          return;
        }
        if (current) {
          current.removeAttribute("aria-current");
        }
        current = links.get(entry.target.id);
        current.setAttribute("aria-current", "true");
      });
    },
    { rootMargin: "0px 0px -70% 0px" }
  );
  links.forEach(function (link, id) {
    const heading = document.getElementById(id);
    if (heading) {
      observer.observe(heading);
    }
  });
  document.querySelectorAll(".contents-phone a").forEach(function (link) {
    link.addEventListener("click", function () {
      link.closest("details").open = false;
    });
  });
})();
