{{- define "gateway.name" -}}
{{- printf "%s" (ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name)) | trunc 57 | trimSuffix "-" }}
{{- end }}

{{- define "gateway.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gateway.labels" -}}
{{ include "gateway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "gateway.serviceAccount" -}}
{{- ternary (.Values.serviceAccount.name | default (include "gateway.name" .)) (.Values.serviceAccount.name | default "default") .Values.serviceAccount.create }}
{{- end }}

{{- /* Most replicas that may ever live at once, rollouts aside. */}}
{{- define "gateway.replicas" -}}
{{- ternary .Values.autoscaling.maxReplicas .Values.replicaCount .Values.autoscaling.enabled | int }}
{{- end }}

{{- /* What cannot work, said before anything is installed. */}}
{{- define "gateway.check" -}}
{{- range $i, $account := .Values.accounts }}
{{- if not $account.existingSecret }}{{ fail (printf "accounts[%d].existingSecret: the secret that holds the account's key" $i) }}{{ end }}
{{- end }}
{{- if not .Values.accounts }}{{ fail "accounts: at least one upstream account is needed" }}{{ end }}
{{- if gt (int (include "gateway.replicas" .)) 1 }}
{{- if not .Values.redis.existingSecret }}{{ fail "redis.existingSecret: several replicas need Redis, or each would spend the whole plan" }}{{ end }}
{{- if not .Values.database.existingSecret }}{{ fail "database.existingSecret: several replicas need PostgreSQL, or each would have keys of its own" }}{{ end }}
{{- end }}
{{- end }}

{{- /* Seconds as the settings write durations. */}}
{{- define "gateway.duration" -}}
{{- $s := int . -}}
{{ printf "%02d:%02d:%02d" (div $s 3600) (div (mod $s 3600) 60) (mod $s 60) }}
{{- end }}

{{- define "gateway.sleeps" -}}
{{- if and .Values.preStopSeconds (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version) }}true{{ end }}
{{- end }}

{{- define "gateway.fromSecret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: { name: {{ .secret | quote }}, key: {{ .key | quote }} }
{{- end }}
