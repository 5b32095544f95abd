namespace MedSsl.Coordination;

/// <summary>What an index knows of a name and a digest.</summary>
public enum DigestMatch
{
    /// <summary>It does not know the name.</summary>
    Absent,

    /// <summary>It knows the name with this digest.</summary>
    Same,

    /// <summary>It knows the name with another digest.</summary>
    Other,
}
