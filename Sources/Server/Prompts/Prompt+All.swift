// What people ask for most often. Each says which calls answer it, so that a model needs few, and
// none writes anything before its user has said yes.
extension Prompt {
  static let all: [Prompt] = [planMyDay, standup, triageList, logWeek]

  static let planMyDay = Prompt(
    name: "plan_my_day", title: "Plan my day",
    description: "What is late, due and blocked, and an order to do it in",
    arguments: [Argument(name: "hours", description: "How much time there is, e.g. 6h")],
    tools: ["search_tasks"],
    text: { arguments, tools in
      let reading =
        tools.contains("get_agenda")
        ? "Call `get_agenda` once: it shows what is overdue, due today, due this week, in progress "
          + "without a date, and blocked by what."
        : "Call `search_tasks` with `assignees` [\"me\"] and `overdue` true, with `due` \"today\", "
          + "and with `due` \"this week\"."
      let time = arguments["hours"].map { " There is this much time: \"\($0)\"." } ?? ""
      return """
        Plan my day from ClickUp.\(time)

        \(reading) Read a task with `get_task` only where its name does not say what is to be \
        done.

        Then show me what is overdue and what is blocked, each with the reason, and propose an \
        order of at most seven tasks for today: for each its name, when it is due, how long it \
        takes (its estimate, or "no estimate"), and why it is there. Say what does not fit.

        Change nothing in ClickUp. What should be moved or asked of somebody, propose, and wait \
        for my yes.
        """
    })

  static let standup = Prompt(
    name: "standup", title: "Standup",
    description: "What I did, what I do next, and what holds me up",
    arguments: [
      Argument(name: "since", description: "From when on, e.g. yesterday or friday")
    ],
    tools: ["search_tasks", "list_time_entries"],
    text: { arguments, tools in
      let since = arguments["since"] ?? "yesterday"
      let open =
        tools.contains("get_agenda")
        ? "`get_agenda` for what is due and blocked"
        : "`search_tasks` with `assignees` [\"me\"] and `due` \"this week\" for what is next, and "
          + "the dependencies of those in progress with `get_task`"
      return """
        Write my standup, for the time since "\(since)".

        Call `search_tasks` with `assignees` ["me"], `date_updated_gt` "\(since)" and \
        `include_closed` true for what moved, `list_time_entries` with `start_date` "\(since)" \
        for what I worked on, and \(open).

        Answer with three short lists, Done, Next and Blocked: a line a task, its name first; of \
        what is blocked, by what and by whom. Leave out what I neither changed nor worked on. Say \
        what you are not sure of instead of guessing.

        Post it nowhere unless I ask you to.
        """
    })

  static let triageList = Prompt(
    name: "triage_list", title: "Triage a List",
    description: "Finds what lacks people, dates or priorities in a List, and proposes them",
    arguments: [
      Argument(name: "list", description: "The List's name, path or ID", isRequired: true)
    ],
    tools: ["search_tasks", "update_task"],
    text: { arguments, tools in
      let writing =
        tools.contains("update_tasks")
        ? "`update_tasks` for those that get the same and `update_task` for the others"
        : "`update_task`"
      return """
        Triage the open tasks of the List "\(arguments["list"] ?? "")".

        Call `search_tasks` with this List in `list_ids` three times, with `has_no` \
        ["assignees"], ["due_date"] and ["priority"], and once with `overdue` true. If the name \
        fits no List or several, ask me which one is meant.

        Show one table: the task, what it lacks, and what you propose, with the reason in a few \
        words: people from those who work on similar tasks of the List, a date from what depends \
        on it, a priority from what its text says. Where nothing speaks for a value, leave it \
        open and say so.

        Change nothing before I have said yes to the table or to single rows of it. Then make the \
        changes with \(writing), each change with an `idempotency_key` of its own that stays the \
        same when you try again, and show what was done and what was refused.
        """
    })

  static let logWeek = Prompt(
    name: "log_week", title: "Log my week",
    description: "Shows the time I logged in a week, and logs what is missing after a yes",
    arguments: [
      Argument(
        name: "monday", description: "The week's first day, e.g. 2026-11-23; default this week")
    ],
    tools: ["list_time_entries", "log_time", "search_tasks"],
    text: { arguments, _ in
      let week = arguments["monday"].map { "the week that begins on \"\($0)\"" } ?? "this week"
      return """
        Help me to log my time for \(week).

        Call `list_time_entries` with `start_date` and `end_date` of that week, and show a table \
        of my entries, a row a day and task, with the sum of each day and of the week. Call \
        `search_tasks` with `assignees` ["me"] and `date_updated_gt` that Monday, and list the \
        tasks that I moved and logged no time on.

        Then ask me what is missing. Invent no hours. For each entry that I name show the task, \
        day, time and duration as you understood them, and after my yes log it with `log_time`, \
        each with an `idempotency_key` of its own that stays the same when you try again. Show \
        the table once more at the end.
        """
    })
}
