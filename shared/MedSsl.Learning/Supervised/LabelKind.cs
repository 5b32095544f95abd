namespace MedSsl.Learning.Supervised;

/// <summary>How what a label says becomes a target.</summary>
public enum LabelKind
{
    /// <summary>Independent yes or no answers, one output each (one label, or several): sigmoid.</summary>
    Binary,

    /// <summary>One of several classes that exclude each other, one output each: softmax.</summary>
    MultiClass,
}
