using System.Text;
using Gateway.Relay.Framing;

namespace Gateway.Relay.Wire;

/// <summary>
/// Every frame that waves-api.md section 4 names, of either side, on every socket row: it arrives as it was sent, in its
/// order, one to one, and no error among them ends the socket.
/// </summary>
public sealed class ContractFramesTests
{
    private const string Tts = "/waves/v1/tts/live?timeout=60";
    private const string OldTts = "/waves/v1/lightning-v3.1/get_speech/stream";
    private const string Stt = "/waves/v1/stt/live?model=pulse&language=en&word_timestamps=true&vad_events=true";
    private const string OldStt = "/waves/v1/pulse/get_text?language=multi-eu";
    private const string Hydra = "/waves/v1/s2s?model=hydra";
    private const string Unknown = "/waves/v1/lightning-v4/live";

    /// <summary>4.1: all fields, flush and continue, the closing frame, a blank one, fields of other clients and of tomorrow.</summary>
    private static readonly string[] TtsClient =
    [
        """{"voice_id":"magnus","text":"Hello, ","model":"lightning_v3.1","continue":true,"flush":false,"max_buffer_flush_ms":1000,"complete_backoff_ms":0,"language":"en","number_pronunciation_language":"hi","math_notation":true,"sample_rate":8000,"speed":0.5,"word_timestamps":true,"session_id":"call-1","request_id":"turn.7"}""",
        """{"voice_id":"magnus","text":" world","continue":true,"flush":true,"output_format":"pcm","pronunciation_dicts":["d1"],"enhancement":1,"similarity":0}""",
        """{"voice_id":"magnus","text":"","continue":false,"flush":true}""",
        """{"voice_id":"magnus","text":" ","model":"lightning_v3.1","language":"en"}""",
        """{"voice_id":"magnus","text":"More.","context_id":"c1","max_buffer_delay_ms":10,"speed":2.0,"sample_rate":44100,"complete_backoff_ms":10000}""",
        """{"cancel_request":true}""",
    ];

    private static readonly string[] TtsServer =
    [
        """{"session_id":"ws_1","request_id":"task_1","external_session_id":"call-1","external_request_id":"turn.7","status":"chunk","data":{"audio":"AAECAw=="}}""",
        """{"session_id":"ws_1","request_id":"task_1","status":"word_timestamp","data":{"id":0,"word":"Hello,","start":0,"end":0.31}}""",
        """{"status":"error","error":{"message":"Invalid Voice ID","code":"invalid_voice"}}""",
        """{"status":"error","message":"Connection timed out after 60 seconds of inactivity"}""",
        """{"session_id":"ws_1","request_id":"task_1","status":"complete"}""",
        """{"session_id":"ws_1","status":"of_tomorrow"}""",
    ];

    private static readonly string[] SttClient =
        ["""{"type":"finalize"}""", """{"type":"close_stream"}""", """{"type":"end"}""", """{"flag":"END"}""", """{ "type" : "KeepAlive" }"""];

    private static readonly string[] SttServer =
    [
        """{"type":"speech_started","session_id":"s","timestamp":0.42}""",
        """{"type":"transcription","status":"success","session_id":"s","transcript":"","transcription":"","is_final":true,"is_last":false,"from_finalize":true}""",
        """{"type":"transcription","status":"success","session_id":"s","transcript":"नमस्ते","is_final":true,"is_last":false,"language":"hi","languages":["hi"],"words":[{"word":"नमस्ते","start":0,"end":0.5,"confidence":0.9,"speaker":0}],"utterances":[{"text":"नमस्ते","start":0,"end":0.5,"speaker":"0"}],"redacted_entities":["[NAME]"],"full_transcript":"नमस्ते"}""",
        """{"type":"speech_ended","session_id":"s","timestamp":1.1}""",
        """{"type":"error","status":"error","message":"Bad audio"}""",
        """{"type":"error","error_code":"LANGUAGE_NOT_ENABLED_IN_REGION","message":"Not here."}""",
        """{"type":"transcription","status":"success","session_id":"s","transcript":"bye","is_final":true,"is_last":true}""",
    ];

    private static readonly string[] HydraClient =
    [
        """{"type":"session.configure","event_id":"e1","session":{"instructions":"Be kind.","voice":"wren","tools":[{"type":"function","name":"f","parameters":{}}],"generate_initial_response":true}}""",
        """{"type":"session.update","session":{"tools":[]}}""",
        """{"type":"input_audio_buffer.append","audio":"AAAA"}""",
        """{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"c","output":"{}"}}""",
        """{"type":"response.create"}""",
        """{"type":"response.cancel","response_id":"resp_1"}""",
        """{"no":"type"}""",
    ];

    private static readonly string[] HydraServer =
    [
        """{"type":"warning","code":"model_deprecated"}""",
        """{"type":"session.created","event_id":"sv_1","session_id":"s"}""",
        """{"type":"session.configured","session":{"instructions":"","voice":"sterling","tools":[],"generate_initial_response":true,"output_audio_format":"pcm16","output_audio_sample_rate":24000}}""",
        """{"type":"session.updated","session":{"tools":[]}}""",
        """{"type":"response.created","response":{"id":"resp_0"}}""",
        """{"type":"input_audio_buffer.speech_started","audio_start_ms":12,"item_id":"i"}""",
        """{"type":"conversation.item.added","previous_item_id":null,"item":{"id":"i","type":"message","role":"user","status":"in_progress","content":[{"type":"input_audio"}]}}""",
        """{"type":"input_audio_buffer.speech_stopped","audio_end_ms":900,"item_id":"i"}""",
        """{"type":"conversation.item.done","item":{"id":"i","type":"message","role":"user","status":"completed","content":[{"type":"input_text","text":"hi"}]}}""",
        """{"type":"response.output_audio.delta","response_id":"resp_0","item_id":"i","output_index":0,"content_index":0,"delta":"AAECAw=="}""",
        """{"type":"response.output_audio.done","response_id":"resp_0","item_id":"i","output_index":0,"content_index":0}""",
        """{"type":"response.function_call_arguments.delta","response_id":"resp_0","call_id":"c","name":"f","delta":"{"}""",
        """{"type":"response.function_call_arguments.done","response_id":"resp_0","call_id":"c","name":"f","arguments":"{}"}""",
        """{"type":"response.done","response":{"id":"resp_0","status":"cancelled","status_details":{"reason":"client_cancelled"},"output":[],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}}""",
        """{"type":"error","event_id":"sv_2","error":{"type":"invalid_request_error","code":"invalid_audio","message":"audio frame too small (40 bytes, need 320)","event_id":"e1"}}""",
        """{"type":"error","event_id":"sv_3","error":{"type":"server_error","code":"tool_response_timeout","message":"late"}}""",
    ];

    public static TheoryData<string, bool> Rows
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var path in new[] { Tts, OldTts, Stt, OldStt, Hydra, Unknown })
            {
                data.Add(path, false);
                data.Add(path, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Frame_OfEitherSide_ArrivesAsItWasSent(string path, bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(http2 ? raw.Http2 : raw.Http1, http2 ? "2" : "1.1");
        var client = await gateway.OpenAsync(path, http2);
        var call = await raw.CallAsync();

        var (up, down) = FramesOf(path, client, call.Peer);
        await client.SendBytesAsync(up);
        await call.Peer.ReceiveAsync(up.Length);
        Assert.Equal(up, call.Peer.Received);
        await call.Peer.SendBytesAsync(down);
        await client.ReceiveAsync(down.Length);
        Assert.Equal(down, client.Received);

        await client.SendCloseAsync(1000, "bye");
        Assert.Equal((1000, "bye"), await call.Peer.AnswerCloseAsync());
        Assert.Equal((1000, "bye"), await client.NextCloseAsync());
        await gateway.EmptyAsync();
        gateway.Pool.AssertClean();
    }

    /// <summary>3.3 and 4: what an upstream says last, and the close that a client must be able to read.</summary>
    [Theory]
    [InlineData(Tts, """{"status":"error","message":"Connection timed out after 60 seconds of inactivity"}""", 1000, "")]
    [InlineData(Tts, """{"session_id":"ws_1","request_id":"task_1","status":"complete"}""", 1000, "")]
    [InlineData(Stt, """{"type":"transcription","status":"success","transcript":"bye","is_final":true,"is_last":true}""", 1000, "")]
    [InlineData(Stt, """{"type":"error","error_code":"LANGUAGE_NOT_ENABLED_IN_REGION","message":"Not here."}""", 1008, "")]
    [InlineData(Stt, "", 1008, "concurrency_limit_reached")]
    [InlineData(Stt, "", 1008, "rate_limit_exceeded")]
    [InlineData(Stt, "", 1008, "forbidden")]
    [InlineData(Hydra, """{"type":"error","event_id":"sv_1","error":{"type":"server_error","code":"server_full","message":"full"}}""", 1013, "")]
    [InlineData(Hydra, "", 1000, "")]
    public async Task LastWord_OfTheUpstreamAndItsClose_ReachTheClient(string path, string word, int code, string reason)
    {
        foreach (var http2 in new[] { false, true })
        {
            await using var raw = await RawUpstream.StartAsync();
            await using var gateway = await RelayUnderTest.StartAsync(raw.Http1);
            var client = await gateway.OpenAsync(path, http2);
            var call = await raw.CallAsync();

            if (word.Length > 0)
                await call.Peer.SendTextAsync(word);
            await call.Peer.SendCloseAsync(code, reason);

            if (word.Length > 0)
                Assert.Equal(word, await client.NextTextAsync());
            Assert.Equal((code, reason), await client.AnswerCloseAsync());
            Assert.Equal((code, reason), await call.Peer.NextCloseAsync());
            call.Leave();
            await gateway.EmptyAsync();
        }
    }

    private static (byte[] Up, byte[] Down) FramesOf(string path, FramePeer client, FramePeer server)
    {
        var (up, down) = path switch
        {
            Tts or OldTts => (TtsClient, TtsServer),
            Stt or OldStt => (SttClient, SttServer),
            Hydra => (HydraClient, HydraServer),
            _ => (["""{"event":"speak"}"""], new[] { """{"event":"turn_end"}""" }),
        };
        // Audio of 100 ms, and the empty frame that ends a turn on older services.
        return (
            FrameGen.Bytes([.. up.Select(t => client.Frame(Opcode.Text, Encoding.UTF8.GetBytes(t))), client.Frame(Opcode.Binary, new byte[3200]), client.Frame(Opcode.Binary, [])]),
            FrameGen.Bytes([.. down.Select(t => server.Frame(Opcode.Text, Encoding.UTF8.GetBytes(t))), server.Frame(Opcode.Binary, [1, 2, 3])]));
    }
}
