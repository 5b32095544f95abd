namespace MedSsl.ObjectStorage;

/// <summary>What a put does when the object is there already.</summary>
public enum PutCondition
{
    /// <summary>Replaces it.</summary>
    Overwrite,

    /// <summary>Leaves it; of several writers at once exactly one creates the object.</summary>
    IfAbsent,
}
