# Hasła, łącza logowania, tokeny i pierwsza konfiguracja.

field-password_too_short = Hasło musi mieć co najmniej tyle znaków: { $least }. Dobrze sprawdzi się kilka słów.
field-password_too_long = Hasło może mieć najwyżej tyle znaków: { $most }. Skróć je.
field-password_common = To hasło należy do tych, które zgaduje się jako pierwsze. Wybierz inne.
field-password_about_you = To hasło składa się głównie z Twojego nazwiska lub adresu. Wybierz inne.
field-current_password_missing = Podaj swoje obecne hasło. Jeśli go nie znasz, poproś o nowe łącze logowania.
field-current_password_wrong = To nie jest Twoje obecne hasło. Spróbuj ponownie.

refusal-sign_in_link_used = To łącze logowania zostało już użyte; każde działa tylko raz. Jeśli to nie Ty, powiadom swojego administratora; w przeciwnym razie zaloguj się hasłem albo poproś o nowe łącze.
refusal-sign_in_link_expired = To łącze logowania jest już za stare. Poproś o nowe osobę, która je wysłała.
refusal-not_pending = Ta osoba już się logowała, nie ma więc do czego jej zapraszać. Jeśli nie może się zalogować, zresetuj jej sposób logowania.
refusal-reset_own_sign_in = Własny sposób logowania wybiera się na stronie swojego konta. Jeśli to niemożliwe, zresetuje go inny administrator.
refusal-sign_in_link_suspended = Ta osoba jest zawieszona i nie może się zalogować, dlatego nie utworzono łącza. Najpierw musi ją ponownie aktywować administrator jej organizacji.

field-token_scopes_missing = Podaj, do czego token może służyć: wskaż co najmniej jeden zakres.
field-token_until_past = Token wygasłby, zanim zacząłby obowiązywać. Podaj moment w przyszłości.
field-token_person_unknown_there = Nie ma takiej osoby albo nie widzi ona nic w tej organizacji. Sprawdź osobę i organizację.

refusal-token_over = Ten token został już unieważniony albo wygasł. Nie trzeba nic robić.
refusal-already_initialized = Ta baza danych jest już skonfigurowana i ma swojego jedynego operatora. Aby kogoś zalogować, utwórz łącze logowania; aby zacząć od nowa, użyj pustej bazy danych.

reason-operator_only = Robi się to na maszynie, na której działa usługa. Poproś jej operatora.
reason-session_only = Robi się to w konsoli po zalogowaniu, a nie za pomocą tokenu.
