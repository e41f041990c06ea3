namespace Gateway.Relay.Conversations;

/// <summary>A socket of a kind that is not known here: its frames pass unread, whatever they are (waves-api 4.1).</summary>
internal sealed class OpaqueConversation : Conversation;
