namespace Gateway.Storage;

/// <summary>The pepper in force. Thread-safe.</summary>
internal interface IPepperSource
{
    /// <summary>Null until it was read.</summary>
    Pepper? Pepper { get; }
}
