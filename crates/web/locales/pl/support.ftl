# Dostęp pomocy technicznej i sesje Help Desk.

refusal-support_out_of_reach = Twoja rola w Help Desku nie obejmuje tej organizacji: Twoja organizacja nią nie zarządza albo jest to Twoja własna organizacja. Wybierz klienta z listy.
refusal-support_agent_not_a_person = O dostęp pomocy technicznej proszą i korzystają z niego tylko ludzie, ponieważ klient dowiaduje się, kto to jest. Zaloguj się jako Ty i spróbuj ponownie.
refusal-support_request_pending = Twoja wcześniejsza prośba do tej organizacji nadal czeka na odpowiedź. Poczekaj na nią albo wycofaj ją, zanim poprosisz ponownie.
refusal-support_by_full_admins = O dostępie pomocy technicznej decyduje tylko pełny administrator, którego macierzystą organizacją jest ta organizacja. Poproś jednego z nich.
refusal-support_own_request = Nikt nie odpowiada na własną prośbę. Teraz kolej na innego pełnego administratora tej organizacji.
refusal-support_agent_lost_reach = Pracownik pomocy technicznej nie ma już roli, która mogłaby uzyskać tu dostęp, więc niczego nie przyznano. Odrzuć prośbę albo poproś pomoc techniczną o innego pracownika.
refusal-support_withdrawn_by_agent = Prośbę może wycofać tylko pracownik pomocy technicznej, który ją wysłał. Możesz ją odrzucić.
refusal-help_desk_closed_by_agent = Tę sesję Help Desk zamyka tylko pracownik pomocy technicznej, który ją otworzył; po godzinie kończy się sama. Aby od razu odciąć mu dostęp, usuń go ze swojej organizacji.
refusal-support_request_lapsed = Nikt nie odpowiedział na tę prośbę w ciągu godziny, więc wygasła. Jeśli dostęp jest nadal potrzebny, pracownik pomocy technicznej wyśle nową prośbę.
refusal-support_request_withdrawn = Pracownik pomocy technicznej wycofał tę prośbę. Nie ma już na co odpowiadać.
refusal-support_request_answered = Na tę prośbę ktoś już odpowiedział i obowiązuje pierwsza odpowiedź. Przyznany dostęp można w każdej chwili zakończyć.
refusal-support_access_over = Ten dostęp już się zakończył. Jeśli nadal jest potrzebny, pracownik pomocy technicznej poprosi o niego ponownie.
refusal-help_desk_session_over = Ta sesja Help Desk już się zakończyła. Aby kontynuować, otwórz nową.

field-support_reason_missing = Napisz, dlaczego potrzebujesz dostępu; administrator to przeczyta.
field-support_reason_too_long = Powód może mieć najwyżej tyle znaków: { $most }. Skróć go.
field-support_reason_invalid = Powód zawiera znaki, których nie można wyświetlić. Wpisz go ponownie.
field-setting_not_a_switch = To ustawienie włącza się albo wyłącza. Wybierz jedną z możliwości.
field-setting_not_in_range = Podaj liczbę całkowitą od { $least } do { $most }.
field-setting_not_a_text = Podaj tekst bez znaków sterujących; największa liczba znaków: { $most }.
field-setting_not_a_choice = Wybierz jedną z wartości: { $choices }.
field-setting_not_among_choices = Wybieraj tylko spośród wartości: { $choices }.
