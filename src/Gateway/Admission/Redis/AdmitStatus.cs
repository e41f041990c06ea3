namespace Gateway.Admission.Redis;

/// <summary>What became of a request in the shared books.</summary>
internal enum AdmitStatus
{
    /// <summary>It may begin.</summary>
    Admitted,

    /// <summary>It may not.</summary>
    Refused,

    /// <summary>It stands in a line.</summary>
    Waits,

    /// <summary>The books began anew and may not hold everything yet; they decide nothing.</summary>
    BooksIncomplete,
}
