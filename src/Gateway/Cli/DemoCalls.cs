namespace Gateway.Cli;

/// <summary>What the demo prints: addresses, the key, and calls that work as they stand.</summary>
internal static class DemoCalls
{
    public static string Text(string gateway, string admin, Uri simulator, string secret, string adminKey) => $$"""

        Waves Gateway, demo

          gateway    {{gateway}}
          admin      {{admin}}   (/readyz, /metrics, /admin/v1 with the key {{adminKey}})
          upstream   {{simulator.GetLeftPart(UriPartial.Authority)}}   a simulator on the standard plan
          team demo  {{secret}}

        Try, in another terminal:

          export KEY={{secret}}

          # Electron, whole and streamed
          curl -s {{gateway}}/waves/v1/chat/completions -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"model":"electron","messages":[{"role":"user","content":"Say hello."}]}'
          curl -sN {{gateway}}/waves/v1/chat/completions -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"model":"electron","stream":true,"messages":[{"role":"user","content":"Say hello."}]}'

          # Lightning: speech as a WAV file, then as events while it is made
          curl -s {{gateway}}/waves/v1/tts -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -H 'Accept: audio/wav' -d '{"text":"Hello from the gateway.","voice_id":"magnus","output_format":"wav","sample_rate":16000}' -o hello.wav
          curl -sN {{gateway}}/waves/v1/tts/live -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"text":"Hello.","voice_id":"magnus","sample_rate":8000}'

          # Pulse: what does the file say?
          curl -s "{{gateway}}/waves/v1/stt/?model=pulse&language=en" -H "Authorization: Bearer $KEY" -H 'Content-Type: audio/wav' --data-binary @hello.wav

          # A request that is refused here, before it costs anything
          curl -s {{gateway}}/waves/v1/chat/completions -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"model":"electron","n":2,"messages":[{"role":"user","content":"Hi"}]}'

          # What is going on now, for administrators
          curl -s {{admin}}/admin/v1/accounts -H "Authorization: Bearer {{adminKey}}"

        Ctrl-C ends it all.

        """;
}
