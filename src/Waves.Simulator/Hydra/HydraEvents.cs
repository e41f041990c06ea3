using Waves.Simulator.Sockets;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Hydra;

/// <summary>The server's events (contract 4.3), each with an id of its own. Thread-safe, one event at a time.</summary>
internal sealed class HydraEvents(RecordedSocket socket, Action sent)
{
    public Task WarningAsync() => SendAsync(new { type = "warning", code = "model_deprecated" });

    public Task CreatedAsync(string sessionId) => SendAsync(new { type = "session.created", event_id = Id(), session_id = sessionId });

    public Task ConfiguredAsync(HydraConfiguration session, int rate) => SendAsync(new
    {
        type = "session.configured",
        event_id = Id(),
        session = new
        {
            instructions = session.Instructions,
            voice = session.Voice,
            tools = session.Tools,
            generate_initial_response = session.GenerateInitialResponse,
            output_audio_format = "pcm16",
            output_audio_sample_rate = rate,
        },
    });

    public Task UpdatedAsync(HydraConfiguration session) =>
        SendAsync(new { type = "session.updated", event_id = Id(), session = new { tools = session.Tools } });

    public Task SpeechStartedAsync(TimeSpan at, string itemId) =>
        SendAsync(new { type = "input_audio_buffer.speech_started", event_id = Id(), audio_start_ms = (long)at.TotalMilliseconds, item_id = itemId });

    public Task SpeechStoppedAsync(TimeSpan at, string itemId) =>
        SendAsync(new { type = "input_audio_buffer.speech_stopped", event_id = Id(), audio_end_ms = (long)at.TotalMilliseconds, item_id = itemId });

    public Task ItemAddedAsync(HydraItem item, string? previous) =>
        SendAsync(new { type = "conversation.item.added", event_id = Id(), previous_item_id = previous, item });

    public Task ItemDoneAsync(HydraItem item, string? previous) =>
        SendAsync(new { type = "conversation.item.done", event_id = Id(), previous_item_id = previous, item });

    public Task ResponseCreatedAsync(string responseId) =>
        SendAsync(new { type = "response.created", event_id = Id(), response = new { id = responseId } });

    public Task AudioAsync(string responseId, string itemId, ReadOnlySpan<byte> pcm) => SendAsync(new
    {
        type = "response.output_audio.delta",
        event_id = Id(),
        response_id = responseId,
        item_id = itemId,
        output_index = 0,
        content_index = 0,
        delta = Convert.ToBase64String(pcm),
    });

    public Task AudioDoneAsync(string responseId, string itemId) => SendAsync(new
    {
        type = "response.output_audio.done",
        event_id = Id(),
        response_id = responseId,
        item_id = itemId,
        output_index = 0,
        content_index = 0,
    });

    /// <summary>A piece of a tool's arguments; the name goes with the first one only.</summary>
    public Task ArgumentsAsync(string responseId, string callId, string? name, string delta) =>
        SendAsync(new { type = "response.function_call_arguments.delta", event_id = Id(), response_id = responseId, call_id = callId, name, delta });

    public Task ArgumentsDoneAsync(string responseId, string callId, string name, string arguments) =>
        SendAsync(new { type = "response.function_call_arguments.done", event_id = Id(), response_id = responseId, call_id = callId, name, arguments });

    /// <param name="responseId">The response that ended.</param>
    /// <param name="status"><c>completed</c> or <c>cancelled</c>.</param>
    /// <param name="reason">Why it was cancelled: <c>interrupted</c> or <c>client_cancelled</c>.</param>
    /// <param name="output">What it said or called.</param>
    /// <param name="inputTokens">Tokens heard.</param>
    /// <param name="outputTokens">Tokens said.</param>
    public Task ResponseDoneAsync(string responseId, string status, string? reason, HydraItem[] output, int inputTokens, int outputTokens) => SendAsync(new
    {
        type = "response.done",
        event_id = Id(),
        response = new
        {
            id = responseId,
            status,
            status_details = reason is null ? null : new { reason },
            output,
            usage = new { input_tokens = inputTokens, output_tokens = outputTokens, total_tokens = inputTokens + outputTokens },
        },
    });

    /// <summary>Something was wrong; the session goes on unless a close follows.</summary>
    /// <param name="type">The kind of error.</param>
    /// <param name="code">A code of contract 3.1, D-HYDRA.</param>
    /// <param name="message">The reason in words.</param>
    /// <param name="param">The field at fault.</param>
    /// <param name="clientEventId">The client's own id of the frame at fault.</param>
    public Task ErrorAsync(string type, string code, string message, string? param = null, string? clientEventId = null) =>
        SendAsync(new { type = "error", event_id = Id(), error = new { type, code, message, param, event_id = clientEventId } });

    private static string Id() => SystemIds.New("sv_", 16);

    private Task SendAsync(object frame)
    {
        sent();
        return socket.SendAsync(frame);
    }
}
