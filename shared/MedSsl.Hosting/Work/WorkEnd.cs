namespace MedSsl.Hosting.Work;

/// <summary>How an attempt at a piece of work came to its end.</summary>
public enum WorkEnd
{
    /// <summary>The work has its durable end: its marker goes.</summary>
    Done,

    /// <summary>The work rests and is to go on later: its marker stays, and the attempt does not count.</summary>
    SetAside,
}
