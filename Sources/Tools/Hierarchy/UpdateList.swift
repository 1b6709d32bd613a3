/// `update_list`: changes what is given of a List and leaves the rest.
enum UpdateList: ChangingTool {
  typealias Site = OnList
  typealias Form = ListLevel
}
