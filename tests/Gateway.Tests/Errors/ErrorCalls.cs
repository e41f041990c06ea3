using System.Net.Http.Headers;
using System.Text;
using Gateway.Policies.Contracts;
using Gateway.RequestPath;

namespace Gateway.Errors;

/// <summary>Good calls of a row with one thing wrong.</summary>
internal static class ErrorCalls
{
    /// <summary>A call with a field or parameter that the endpoint refuses; null where the contract names none.</summary>
    public static RowCall? Refused(WavesContract row)
    {
        var good = new RowCall(row);
        return row.Id switch
        {
            "T1" or "T2" or "T4" or "T5" => good.WithJson("""{"text":"Hello.","voice_id":"magnus","output_format":"mulaw"}"""),
            "S1" => good with { Query = "?language=en" },
            "S2" => good with { Query = "?model=pulse-pro&language=en" },
            "S3" => good.WithJson("""{"uri":"https://files.example/a.wav"}"""),
            "S4" => good with { Query = "?encoding=morse" },
            "H1" => good with { Query = "?model=hydra&model=hydra-v1.1" },
            "L1" or "R-chat-completions" => good.WithJson("""{"model":"electron","messages":[{"role":"user","content":"Hi"}],"n":2}"""),
            "V1" => good with { Content = () => new MultipartFormDataContent("b") { { new StringContent("Ada"), "displayName" } } },
            "D2" => good.WithJson("""{"items":[{"word":"a","pronunciation":"b"},{"word":"c"}]}"""),
            "D3" => good.WithJson("""{"items":[]}"""),
            "D4" => good.WithJson("{}"),
            "P1" or "R-chat-pca" => good.WithJson("""{"transcript":7}"""),
            "P2" => good.WithJson("{}"),
            "X1" => good.WithJson("""{"text":"Good morning.","features":{}}"""),
            _ => null,
        };
    }

    /// <summary>A call whose body is not what it claims to be.</summary>
    public static RowCall Malformed(WavesContract row) => row.Body is BodyKind.Form
        ? new RowCall(row) with { Content = () => new StringContent("--b\r\nno form", Encoding.UTF8, new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new("boundary", "b") } }) }
        : new RowCall(row).WithJson("""{"text":"Hello.",""");

    /// <summary>A call whose body is announced as one byte larger than the row takes, and never sent.</summary>
    public static RowCall TooLarge(WavesContract row) => new RowCall(row) with
    {
        Content = () => new UnsentContent(row.MaxBodyBytes + 1, TypeOf(row)),
        // Else the client waits for its own body before it reads the answer.
        Headers = new Dictionary<string, string> { ["Expect"] = "100-continue" },
    };

    private static string TypeOf(WavesContract row) => row.Body switch
    {
        BodyKind.AudioOrUrl => "audio/wav",
        BodyKind.Form => "multipart/form-data; boundary=b",
        _ => "application/json",
    };
}
