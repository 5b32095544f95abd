namespace MedSsl.Imaging.Volumes;

/// <summary>The axes of a stack, made exactly perpendicular: along rows, along columns, and their normal.</summary>
internal sealed record StackFrame(PatientVector Origin, PatientVector Right, PatientVector Down, PatientVector Normal)
{
    public static StackFrame Of(SlicePlane slice)
    {
        var right = slice.RowDirection * (1 / slice.RowDirection.Length);
        var down = slice.ColumnDirection - (right * right.Dot(slice.ColumnDirection));
        down *= 1 / down.Length;
        return new StackFrame(slice.Position, right, down, right.Cross(down));
    }

    public StackOffset OffsetOf(PatientVector position)
    {
        var from = position - Origin;
        return new StackOffset(from.Dot(Right), from.Dot(Down), from.Dot(Normal));
    }
}
