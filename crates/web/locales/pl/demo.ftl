# Strony, które ma tylko wersja demonstracyjna.

demo-people-title = Kim chcesz być?
demo-people-text = To jest przykładowy świat. Wybierz kogokolwiek: hasło nie jest tu potrzebne.
demo-sign-in-as = Demo: wybierz osobę
demo-role-at = { $role } ({ $organization })
demo-no-role = bez roli
demo-suspended = konto zawieszone
demo-mailbox-text = Wszystkie wysłane wiadomości, do kogokolwiek. Nic nie opuszcza tego komputera.
demo-mailbox-empty = Na razie brak wiadomości
demo-mailbox-empty-text = Gdy agent pomocy technicznej poprosi o dostęp, pojawi się tu wiadomość z przyciskiem.
demo-mail = Wiadomość
demo-mail-to = Do
demo-mail-sent = Wysłano
demo-mail-text = Jako zwykły tekst
demo-clock-now = Zegar wersji demonstracyjnej wskazuje
demo-clock-minutes = O ile minut przesunąć
demo-clock-hint = Liczba ujemna cofa zegar; co się skończyło, nie ożyje.
demo-clock-move = Przesuń zegar
demo-clock-moved = Zegar został przesunięty.
