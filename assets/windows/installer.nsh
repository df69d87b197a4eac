; Platter offers itself under "Open with" and takes nothing over: a double click on a .vhd goes on mounting the disk.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Platter.vhd" "" "Virtual hard disk"
  WriteRegStr SHCTX "Software\Classes\Platter.vhd\DefaultIcon" "" "$INSTDIR\resources\document.ico"
  WriteRegStr SHCTX "Software\Classes\Platter.vhd\shell\open" "" "Open in Platter"
  WriteRegStr SHCTX "Software\Classes\Platter.vhd\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHCTX "Software\Classes\.vhd\OpenWithProgids" "Platter.vhd" ""
  WriteRegStr SHCTX "Software\Classes\.avhd\OpenWithProgids" "Platter.vhd" ""
!macroend

!macro customUnInstall
  DeleteRegValue SHCTX "Software\Classes\.vhd\OpenWithProgids" "Platter.vhd"
  DeleteRegValue SHCTX "Software\Classes\.avhd\OpenWithProgids" "Platter.vhd"
  DeleteRegKey SHCTX "Software\Classes\Platter.vhd"
!macroend
