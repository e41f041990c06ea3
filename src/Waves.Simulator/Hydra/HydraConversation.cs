using System.Text.Json;
using Waves.Simulator.Audio;
using Waves.Simulator.Books;
using Waves.Simulator.Chat;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Hydra;

/// <summary>
/// Turns, answers and tools of one configured session (contract 4.3). A spoken turn is answered with calls of the first
/// <see cref="Cadence.HydraToolCalls"/> tools when any are configured, else with audio; tool results and a
/// <c>response.create</c> are always answered with audio. Called by one reader; only responses run beside it.
/// </summary>
internal sealed class HydraConversation(
    HydraEvents events, HydraModel model, HydraConfiguration configuration, SimulatorSettings settings, WorkDone work, TimeProvider time, CancellationToken ended) : IAsyncDisposable
{
    private const int InputRate = 16_000;

    private static readonly TimeSpan AudioPerToken = TimeSpan.FromMilliseconds(20);

    private readonly SpeechDetector _detector = new();
    private readonly HydraToolWait _tools = new(events, time);
    private HydraResponse? _response;
    private string? _lastItem;
    private string _userItem = "";
    private TimeSpan _heardInTurn;

    public HydraConfiguration Configuration { get; private set; } = configuration;

    /// <summary>Hears PCM16 of the microphone; turns follow its loudness in audio time.</summary>
    public async Task HearAsync(ReadOnlyMemory<byte> pcm)
    {
        var length = SampleEncoding.Length("linear16", InputRate, pcm.Length);
        work.AddAudioIn(length);
        _heardInTurn += length;
        switch (_detector.Hear(SampleEncoding.Loudness("linear16", pcm.Span), length, settings.Cadence.HydraTurnSilence))
        {
            case SpeechChange.Started:
                await StartTurnAsync();
                break;
            case SpeechChange.Stopped:
                await StopTurnAsync();
                break;
        }
    }

    /// <summary>The client's <c>response.create</c>.</summary>
    /// <returns><see langword="false"/> when a response is running.</returns>
    public bool TryRespond()
    {
        if (_response is { Work.IsCompleted: false })
            return false;
        _tools.Answered();
        Start(SpeakAsync);
        return true;
    }

    /// <summary>The client's <c>response.cancel</c>: nothing when nothing runs.</summary>
    public Task CancelAsync() => CancelAsync("client_cancelled");

    /// <summary>A tool's result.</summary>
    /// <returns><see langword="false"/> when no call waits for it.</returns>
    public async Task<bool> TakeToolResultAsync(string callId, string output)
    {
        if (!_tools.Waits(callId))
            return false;
        var item = new HydraItem { Id = NewItem(), Type = "function_call_output", Status = "completed", CallId = callId, Output = output };
        var previous = Follow(item.Id);
        await events.ItemAddedAsync(item, previous);
        await events.ItemDoneAsync(item, previous);
        return true;
    }

    public async Task UpdateToolsAsync(JsonElement session)
    {
        Configuration = Configuration with { Tools = HydraConfiguration.ToolsOf(session) };
        await events.UpdatedAsync(Configuration);
    }

    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        if (_response is null)
            return;
        await _response.CancelAsync();
        _response.Dispose();
    }

    private async Task StartTurnAsync()
    {
        // The answer falls silent first, so that no audio of it follows the news that somebody speaks.
        var interrupted = _response is not null && await _response.CancelAsync();
        _userItem = NewItem();
        _heardInTurn = TimeSpan.Zero;
        await events.SpeechStartedAsync(_detector.StartedAt, _userItem);
        if (interrupted)
            await ReportCancelledAsync("interrupted");

        await events.ItemAddedAsync(UserItem("in_progress", new { type = "input_audio" }), Follow(_userItem));
    }

    private async Task StopTurnAsync()
    {
        await events.SpeechStoppedAsync(_detector.EndedAt, _userItem);
        await events.ItemDoneAsync(UserItem("completed", new HydraContent("input_audio")), null);
        await CancelAsync("interrupted");
        Start(Configuration.Tools.Length > 0 && settings.Cadence.HydraToolCalls > 0 ? CallToolsAsync : SpeakAsync);
    }

    private void Start(Func<HydraResponse, Task> say)
    {
        _response?.Dispose();
        var response = new HydraResponse(SystemIds.New("resp_", 8), ended);
        _response = response;
        response.Work = RunAsync(response, say);
    }

    private async Task RunAsync(HydraResponse response, Func<HydraResponse, Task> say)
    {
        try
        {
            await events.ResponseCreatedAsync(response.Id);
            await say(response);
        }
        catch (OperationCanceledException) when (response.Token.IsCancellationRequested)
        {
            // Whoever cancelled it reports the end.
        }
    }

    private async Task SpeakAsync(HydraResponse response)
    {
        var cadence = settings.Cadence;
        var item = new HydraItem { Id = NewItem(), Type = "message", Role = "assistant", Status = "in_progress" };
        var previous = Follow(item.Id);
        await events.ItemAddedAsync(item, previous);

        var signal = new SpeechSignal("Certainly, that is what I would do as well.", model.OutputRate, cadence.HydraAnswer);
        var deltaBytes = (int)(cadence.HydraDelta.TotalSeconds * model.OutputRate) * 2;
        await foreach (var chunk in PacedSpeech.ReadAsync(signal, deltaBytes, cadence, cadence.HydraTimeToFirstAudio, time, response.Token))
        {
            await events.AudioAsync(response.Id, item.Id, chunk.Pcm);
            response.Said += chunk.Length;
            work.AddAudioOut(chunk.Length);
        }

        if (!response.TryFinish())
            return;
        var done = item with { Status = "completed", Content = [new HydraContent("output_audio")] };
        await events.AudioDoneAsync(response.Id, item.Id);
        await events.ItemDoneAsync(done, previous);
        await ReportDoneAsync(response, [done.Summary()]);
    }

    private async Task CallToolsAsync(HydraResponse response)
    {
        var called = new List<HydraItem>();
        foreach (var tool in Configuration.Tools.Take(settings.Cadence.HydraToolCalls))
        {
            var call = ToolCall.Of(tool);
            var item = new HydraItem { Id = NewItem(), Type = "function_call", Status = "in_progress", CallId = call.Id, Name = call.Name };
            var previous = Follow(item.Id);
            _tools.Expect(call.Id, settings.Cadence.HydraToolTimeout);
            await events.ItemAddedAsync(item, previous);

            string? name = call.Name;
            foreach (var piece in call.ArgumentPieces)
            {
                response.Token.ThrowIfCancellationRequested();
                await events.ArgumentsAsync(response.Id, call.Id, name, piece);
                name = null;
            }

            await events.ArgumentsDoneAsync(response.Id, call.Id, call.Name, call.Arguments);
            var done = item with { Status = "completed", Arguments = call.Arguments };
            await events.ItemDoneAsync(done, previous);
            called.Add(done);
        }

        if (response.TryFinish())
            await ReportDoneAsync(response, [.. called]);
    }

    private async Task CancelAsync(string reason)
    {
        if (_response is not null && await _response.CancelAsync())
            await ReportCancelledAsync(reason);
    }

    private Task ReportCancelledAsync(string reason) => ReportAsync(_response!, "cancelled", reason, []);

    private Task ReportDoneAsync(HydraResponse response, HydraItem[] output) => ReportAsync(response, "completed", null, output);

    /// <summary>What it tells of tokens stands in the books, whether the response came to its end or not.</summary>
    private Task ReportAsync(HydraResponse response, string status, string? reason, HydraItem[] output)
    {
        var (input, said) = (Tokens(_heardInTurn), Tokens(response.Said));
        work.AddTokens(input, 0, said);
        return events.ResponseDoneAsync(response.Id, status, reason, output, input, said);
    }

    private HydraItem UserItem(string status, object content) =>
        new() { Id = _userItem, Type = "message", Role = "user", Status = status, Content = [content] };

    private string? Follow(string item)
    {
        var previous = _lastItem;
        _lastItem = item;
        return previous;
    }

    private static int Tokens(TimeSpan audio) => (int)Math.Ceiling(audio / AudioPerToken);

    private static string NewItem() => SystemIds.New("item_", 8);
}
