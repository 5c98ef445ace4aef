# People in bulk: files, selections, and what becomes of each row.

column-name = First/Last name
column-name-also = Name|Full name
column-name-what = First and last name in one cell
column-first_name = First name
column-first_name-what = Needed for whoever is new, unless the whole name is in one cell
column-last_name = Last name
column-last_name-what = With the first name it makes the whole one
column-email = User ID/Email
column-email-also = Email|E-mail|Email address|E-mail address
column-email-what = The address by which somebody is found: who is here is changed, anybody else is added
column-language = Language
column-language-what = en, cs or pl
column-licenses = Licences
column-licenses-also = Licenses
column-licenses-what = Names or codes with commas between; all that the person shall have
column-package = Package
column-package-what = The code of the package
column-title = Job title
column-title-also = Title
column-title-what = What the person does
column-department = Department
column-department-what = Where they do it
column-work_number = Primary work number
column-work_number-also = Work number|Work phone
column-work_number-what = As all the world dials it: +420541141111
column-roles = Admin roles
column-roles-also = Roles
column-roles-what = Titles or keys with commas between; all that the person shall hold here

people-add = Add several people
people-add-text = Up to 25 at a time. All of them are added, or nobody; each gets an invitation by mail. Empty rows are left out.
people-add-all = Add people
people-add-more = More rows
people-add-failed = Nobody was added. See what is wrong at each row.
people-added =
    { $count ->
        [one] One person was added and invited.
       *[other] { $count } people were added and invited.
    }

import-title-people = Import people
import-title-roles = Import roles
import-lead-people = A CSV file with a row for each person. First you see what would become of each row; nothing changes until you say so. An empty cell leaves what is there, a hyphen (-) empties it.
import-lead-roles = The list of administrators as you exported it, edited. Each row says which roles the person shall hold here; people who are not in the file stay as they are. First you see what would change.
import-file = File
import-file-hint = CSV in UTF-8 with headings, in English, Czech or Polish; commas, semicolons or tabs between. At most 20 MB and 100,000 rows.
import-look = See what would change
import-template = Download a template
import-columns = What the columns mean

changes-mine = Changes in bulk
changes-mine-lead = What you asked for here. Only you see it, for seven days.
changes-none = Nothing asked for
changes-none-text = Import a file, or tick people in the list and choose what becomes of them.
changes-asked = Asked for
changes-back = Back to the people
changes-what = What changes
changes-row = Row
changes-rows = Rows
changes-outcome = Outcome
changes-show = Rows by outcome
changes-file = All rows as CSV
changes-no-rows = No such rows
changes-no-rows-text = No row came to that, or none has been looked at yet.
changes-kept = Kept until { $moment }.
changes-of-file =
    { $count ->
        [one] { $file }, one row
       *[other] { $file }, { $count } rows
    }
changes-of-rows =
    { $count ->
        [one] One person
       *[other] { $count } people
    }
changes-what-people = Import people
changes-what-roles = Import roles
changes-what-suspend = Suspend people
changes-what-activate = Reactivate people
changes-what-give_role = Give the role { $name }
changes-what-take_role = Take the role { $name }
changes-what-add_licence = Add the licence { $name }
changes-what-remove_licence = Remove the licence { $name }
changes-what-invite_again = Invite again
changes-undoing = Undo: { $what }
changes-receiving = The rows are arriving.
changes-looking = It is being looked what would become of each row. Nothing is changed.
changes-looked = This is what would happen. Nothing has been changed yet.
changes-doing = The changes are being made. You may leave this page.
changes-paused = Paused. What was done stays done.
changes-done = Done.
changes-cancelled = Called off. Nothing was changed.
changes-cancelled-midway = Called off midway. What was done stays done; the rest was not touched.
changes-failed = It could not be finished.
changes-failed-storage = The database did not give or take what was needed; its disk may be full. Ask for it again.
changes-failed-unreadable = Something of it could not be read. Ask for it again; if that does not help, tell the operator.
changes-failed-interrupted = It was interrupted again and again. Ask for it again.
changes-so-far = { $done } of { $total } rows
changes-unused = These columns mean nothing here and are not used: { $columns }.
changes-nothing = Nothing would change, so there is nothing to apply.
changes-left-out =
    { $count ->
        [one] One row cannot be done. It is left out if you apply the others.
       *[other] { $count } rows cannot be done. They are left out if you apply the others.
    }
changes-apply =
    { $count ->
        [one] Apply one change
       *[other] Apply { $count } changes
    }
changes-pause = Pause
changes-resume = Go on
changes-cancel = Call off
changes-undo = Undo
changes-turned-apply = The changes are being made.
changes-turned-pause = Paused.
changes-turned-resume = It goes on.
changes-turned-cancel = Called off.
changes-state-receiving = arriving
changes-state-working = working
changes-state-waiting = waits for you
changes-state-paused = paused
changes-state-done = done
changes-state-cancelled = called off
changes-state-failed = failed
changes-outcome-add = would be added
changes-outcome-change = would change
changes-outcome-unchanged = as it is
changes-outcome-refused = cannot be done
changes-outcome-done = done
changes-figure-add = To add
changes-figure-change = To change
changes-figure-unchanged = As they are
changes-figure-refused = Cannot be done
changes-figure-done = Done
changes-field = { $field }: { $before } → { $after }
changes-field-name = Name
changes-field-email = E-mail
changes-field-status = Status
changes-field-locale = Language
changes-field-licenses = Licences
changes-field-package = Package
changes-empty = nothing
changes-given = Gets { $role }.
changes-taken = Loses { $role }.
changes-role-changed = { $role } changes.
changes-role-stays = { $role } stays: you have no authority over it.
changes-invited = Gets a new invitation.

bulk-title = Change several people
bulk-heading =
    { $count ->
        [one] What becomes of one person?
       *[other] What becomes of { $count } people?
    }
bulk-lead = First you see what would become of each; nothing changes until you say so.
bulk-look = See what would change
bulk-nobody = Nobody is selected
bulk-nobody-text = Tick people in the list, or choose all whom its filters let through.
bulk-suspend = Suspend
bulk-activate = Reactivate
bulk-give_role = Give a role
bulk-take_role = Take a role
bulk-add_licence = Add a licence
bulk-remove_licence = Remove a licence
bulk-people = Import people
bulk-roles = Import roles
bulk-invite_again = Invite again

field-file_too_large = The file is larger than { $most } MB. Split it.
field-file_empty = There is nothing in the file. Choose one with headings and rows.
field-file_is_archive = This is a workbook or an archive. Save it as CSV (UTF-8) and send that.
field-file_is_binary = This is not a table in plain text. Save it as CSV (UTF-8) and send that.
field-file_not_utf8 = The file is in another encoding, such as Windows-1250. Save it as “CSV UTF-8” and send that.
field-heading_missing = A column is missing: { $columns }. The template shows every heading.
field-heading_repeated = Two columns mean the same: { $columns }.
field-too_many_rows = More than { $most } at a time are not taken. Split them.
field-no_rows = There is no row in it.
field-nobody_deviates = Everybody of the group has all that the template sets. There is nothing to apply.
field-cells_too_many = The row has more cells than there are headings.
field-cell_too_long = A cell has more than { $most } characters; a quotation mark may not be closed.
field-email_repeated = The address is there twice: in line { $line } too.
field-language_unknown = The language is en, cs or pl.
field-licence_name_unknown = There is no licence “{ $licence }”.
field-role_name_unknown = There is no role “{ $name }” here.
field-role_name_ambiguous = Several roles are called “{ $name }”. Write the role's key.
field-role_needs_scope = { $role } is given for sites, locations or customers, which a file cannot say. Give it in the role editor.
field-nobody_here = Nobody here is called so.
field-added_stays = Whoever was added stays. Suspend them instead.
field-invited_stays = An invitation that was sent cannot be taken back.
field-form_too_long = At most { $most } people at a time. Import a file for more.
refusal-nothing_to_apply = Nothing would change, so there is nothing to apply.
refusal-rows_refused = { $rows } rows cannot be done. Correct them, or say that only the good ones shall be applied.
refusal-changes_moved_on = It is not at that point any more. Load the page again.
refusal-changes_unfinished = Three changes in bulk of yours are still being worked on. Wait for one of them and try again.
refusal-jobs_unfinished = A job that tells of this person is still being worked on. Wait until it is done, and erase then.
refusal-changes_kept = You have 20 changes in bulk from the last seven days, which is as many as are kept. Try again when the oldest is gone.

audit-changes_asked = Changes in bulk asked for
audit-changes_applied = Changes in bulk applied
audit-changes_paused = Changes in bulk paused
audit-changes_resumed = Changes in bulk went on
audit-changes_cancelled = Changes in bulk called off
audit-ask_changes = Ask for changes in bulk
audit-apply_changes = Apply changes in bulk
audit-pause_changes = Pause changes in bulk
audit-resume_changes = Let changes in bulk go on
audit-cancel_changes = Call off changes in bulk
audit-add_people = Add several people
audit-fact-rows = Rows
audit-fact-changes = What
audit-fact-undoes = Undoes
changes-what-apply_rules = Apply automatic licences
bulk-apply_rules = Apply automatic licences
