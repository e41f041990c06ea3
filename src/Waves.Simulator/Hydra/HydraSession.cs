using System.Text.Json;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Sockets;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Hydra;

/// <summary>One speech-to-speech session (contract 4.3): opens it, understands the client's frames, ends it when idle.</summary>
internal sealed class HydraSession(Call call, HydraModel model, SimulatorSettings settings, SimulatorBooks books, TimeProvider time) : IAsyncDisposable
{
    private const int NormalClosure = 1000;
    private const int TryAgainLater = 1013;

    /// <summary>The smallest frame of audio that is accepted: 10 ms.</summary>
    private const int MinAudioBytes = 320;

    private const string BadRequest = "invalid_request_error";

    private HydraConversation? _conversation;

    public async Task RunAsync()
    {
        var decision = books.Gate.Enter(LimitGroup.S2s);
        if (decision.Refusal == RefusalReason.Forbidden)
        {
            await call.RefuseAsync(decision, sendRetryAfter: false);
            return;
        }

        if (decision.Admitted)
            call.Hold(decision.Slot!);
        using var socket = await RecordedSocket.AcceptAsync(call, time);
        socket.Ending = call.Release;

        var cadence = settings.Cadence;
        await using var idle = new IdleTimer(cadence.HydraIdle, time, () => socket.CloseAsync(NormalClosure, ""));
        var events = new HydraEvents(socket, idle.Touch);
        if (decision.Admitted)
        {
            if (model.Deprecated)
                await events.WarningAsync();
            await events.CreatedAsync(SystemIds.Uuid());
        }
        else
        {
            call.Record.Refusal = decision.Refusal;
            await events.ErrorAsync("server_error", "server_full", "No capacity, try again later.");
            await socket.CloseAsync(TryAgainLater, "");
        }

        await using (this)
        {
            while (await socket.ReceiveAsync() is { } message)
            {
                idle.Touch();
                if (decision.Admitted)
                    await ObeyAsync(events, message, socket.Ended);
            }
        }
    }

    /// <summary>Ends the conversation: what is being said stops.</summary>
    public ValueTask DisposeAsync() => _conversation?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ObeyAsync(HydraEvents events, SocketMessage message, CancellationToken ended)
    {
        using var document = message.ParseObject();
        if (document is null)
        {
            await events.ErrorAsync(BadRequest, "invalid_frame", "The frame is not a JSON object.");
            return;
        }

        var frame = document.RootElement;
        var eventId = frame.FindText("event_id");
        var type = frame.FindText("type");
        if (type == "session.configure")
        {
            await ConfigureAsync(events, frame, eventId, ended);
        }
        else if (_conversation is null)
        {
            // Sound that comes too early is lost without a word: the best-known trap of this endpoint.
            if (type != "input_audio_buffer.append")
                await events.ErrorAsync(BadRequest, BadRequest, type is null ? "type is required" : "configure the session first", "type", eventId);
        }
        else
        {
            await ObeyAsync(events, _conversation, type, frame, eventId);
        }
    }

    private static async Task ObeyAsync(HydraEvents events, HydraConversation conversation, string? type, JsonElement frame, string? eventId)
    {
        switch (type)
        {
            case "input_audio_buffer.append":
                if (Audio(frame, out var problem) is { } pcm)
                    await conversation.HearAsync(pcm);
                else
                    await events.ErrorAsync(BadRequest, "invalid_audio", problem, "audio", eventId);
                break;

            case "session.update":
                await UpdateAsync(events, conversation, frame, eventId);
                break;

            case "conversation.item.create":
                var item = frame.Find("item");
                if (item?.FindText("type") != "function_call_output" || item?.FindText("call_id") is not { } callId)
                    await events.ErrorAsync(BadRequest, BadRequest, "item must be a function_call_output with a call_id", "item", eventId);
                else if (!await conversation.TakeToolResultAsync(callId, item?.FindText("output") ?? ""))
                    await events.ErrorAsync(BadRequest, BadRequest, "no call waits for this output", "item.call_id", eventId);
                break;

            case "response.create":
                if (!conversation.TryRespond())
                    await events.ErrorAsync(BadRequest, BadRequest, "a response is running", "type", eventId);
                break;

            case "response.cancel":
                await conversation.CancelAsync();
                break;

            default:
                await events.ErrorAsync(BadRequest, BadRequest, type is null ? "type is required" : "unknown type", "type", eventId);
                break;
        }
    }

    private async Task ConfigureAsync(HydraEvents events, JsonElement frame, string? eventId, CancellationToken ended)
    {
        // The first one counts; later ones are ignored.
        if (_conversation is not null)
            return;
        var configuration = HydraConfiguration.Read(frame.Find("session") ?? default);
        if (!model.Speaks(configuration.Voice))
        {
            await events.ErrorAsync(BadRequest, BadRequest, "unknown voice", "session.configure.session.voice", eventId);
            return;
        }

        _conversation = new HydraConversation(events, model, configuration, settings, call.Work, time, ended);
        await events.ConfiguredAsync(configuration, model.OutputRate);
        if (configuration.GenerateInitialResponse)
            _conversation.TryRespond();
    }

    private static async Task UpdateAsync(HydraEvents events, HydraConversation conversation, JsonElement frame, string? eventId)
    {
        var session = frame.Find("session") ?? default;
        if (session.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in session.EnumerateObject())
            {
                if (field.Name == "tools")
                    continue;
                await events.ErrorAsync(BadRequest, "invalid_frame", "only tools can be updated", $"session.update.session.{field.Name}", eventId);
                return;
            }
        }

        if (session.Find("tools") is not null)
            await conversation.UpdateToolsAsync(session);
    }

    private static byte[]? Audio(JsonElement frame, out string problem)
    {
        problem = "";
        if (frame.Find("audio") is not { ValueKind: JsonValueKind.String } audio || !audio.TryGetBytesFromBase64(out var pcm))
        {
            problem = "audio is not base64";
            return null;
        }

        if (pcm.Length < MinAudioBytes)
            problem = FormattableString.Invariant($"audio frame too small ({pcm.Length} bytes, need {MinAudioBytes})");
        else if (pcm.Length % 2 != 0)
            problem = "audio is not PCM16";
        return problem.Length == 0 ? pcm : null;
    }
}
