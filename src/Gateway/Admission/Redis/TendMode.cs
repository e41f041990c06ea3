namespace Gateway.Admission.Redis;

/// <summary>Why a replica tends its part of the books.</summary>
internal enum TendMode
{
    /// <summary>The usual sign of life.</summary>
    Renew,

    /// <summary>Back after an outage, with all that this replica has; it still decides alone, and its share is set aside.</summary>
    Merge,

    /// <summary>The end of an outage: like <see cref="Merge"/>, and if the books are open, it asks them again after <see cref="Returned"/>.</summary>
    Return,

    /// <summary>What came since <see cref="Return"/>, while nobody decides: nothing is set aside for this replica any more.</summary>
    Returned,

    /// <summary>The first sign of a process: what an earlier one of the same name held comes back.</summary>
    Join,

    /// <summary>The first sign of a process that has decided alone until now; others may have done so too.</summary>
    JoinLate,
}
