namespace Gateway.Policies.Keys;

/// <summary>What a budget counts.</summary>
public enum BudgetUnit
{
    /// <summary>Characters of text to speak or to analyse, in UTF-16 units.</summary>
    Characters,

    /// <summary>Prompt and completion tokens together.</summary>
    Tokens,

    /// <summary>Seconds of audio sent, to be transcribed or to be talked to.</summary>
    AudioSeconds,

    /// <summary>Speech-to-speech and live transcription sessions.</summary>
    Sessions,

    /// <summary>Cost by the price book, in its currency. Work without a price costs nothing here.</summary>
    Money,
}
